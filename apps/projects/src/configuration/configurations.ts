import { Injectable } from '@nestjs/common';
import type { Actor, ComponentId, ConfigurationId, DataOf, Json, Payload, ProjectId } from '@runledger/contracts';
import { configurationKey, type Configuration, type ProjectState } from '@runledger/domain';
import { Ledger, newEvent, Payloads } from '@runledger/event-log';
import { branchOf, CurrentProject, listFenced, ProjectedModels, readFenced } from '@runledger/ledger-module';
import { ApiError, SecretBox } from '@runledger/service-kit';
import { CONFIGURATION_VERSIONS, versionsKeyOf, type StoredVersion } from '../projects-projection.js';
import { ALL_PARTS, configurationBody, versionBody } from './configuration-body.js';

/** Where a configuration is. */
export interface ConfigurationPath {
  readonly projectId: ProjectId;
  readonly branch: string;
  readonly componentId: ComponentId;
}

/** Content that a client gives; what it leaves out stays or gets its default. */
export interface ConfigurationContent {
  readonly name?: string;
  readonly description?: string;
  readonly configuration?: Json;
  readonly isDisabled?: boolean;
  readonly rowsSortOrder?: readonly string[];
  readonly changeDescription?: string;
}

/** A configuration that others change at the same moment is tried again on top of theirs, so often. */
const UPDATE_TRIES_MAX = 5;
const CONTENT_BYTES_MAX = 4 * 1024 * 1024;

@Injectable()
export class Configurations {
  constructor(
    private readonly ledger: Ledger,
    private readonly projects: CurrentProject,
    private readonly payloads: Payloads,
    private readonly models: ProjectedModels,
    private readonly secrets: SecretBox,
  ) {}

  async list(projectId: ProjectId, branch: string, componentId: ComponentId, parts: readonly string[]): Promise<readonly object[]> {
    const found = await listFenced(
      () => this.ledger.fence(projectId),
      () => {
        const project = this.projects.get(projectId);
        const branchId = branchOf(project, branch);
        return [...project.configurations.values()].filter((each) => each.branchId === branchId && each.componentId === componentId && !each.isDeleted);
      },
    );
    return Promise.all(found.map((configuration) => configurationBody(this.payloads, configuration, parts)));
  }

  async detail(path: ConfigurationPath, id: ConfigurationId): Promise<object> {
    return configurationBody(this.payloads, await this.live(path, id), ALL_PARTS);
  }

  async create(path: ConfigurationPath, actor: Actor, requestedId: string | undefined, content: ConfigurationContent & { readonly name: string }, state: Json): Promise<object> {
    const project = this.projects.get(path.projectId);
    const identity = { branchId: branchOf(project, path.branch), componentId: path.componentId, configurationId: (requestedId ?? (await this.ledger.newId())) as ConfigurationId };
    const { name, description = '', configuration = {}, isDisabled = false, rowsSortOrder = [], changeDescription = 'Configuration created' } = content;
    const event = newEvent('ConfigurationCreated', {
      project: project.id,
      aggregate: aggregateOf(identity),
      actor,
      data: {
        ...identity,
        name,
        description,
        configuration: await this.payloadOf('configuration', configuration),
        isDisabled,
        rowsSortOrder: [...rowsSortOrder],
        changeDescription,
        state: await this.payloadOf('state', state),
      },
    });
    const { verdict, changes } = await this.ledger.append(event);
    const created = changes.flatMap((change) => (change.kind === 'configuration' ? [change.configuration] : []))[0];
    if (!verdict.effective || created === undefined) {
      throw ApiError.badRequest('configurationAlreadyExists', `Configuration "${identity.configurationId}" of component "${path.componentId}" already exists`);
    }
    return configurationBody(this.payloads, created, ALL_PARTS);
  }

  async update(path: ConfigurationPath, actor: Actor, id: ConfigurationId, content: ConfigurationContent): Promise<object> {
    const configuration = content.configuration === undefined ? undefined : await this.payloadOf('configuration', content.configuration);
    for (let tries = 0; tries < UPDATE_TRIES_MAX; tries += 1) {
      const existing = await this.live(path, id);
      const event = newEvent('ConfigurationUpdated', {
        project: path.projectId,
        aggregate: aggregateOf(identityOf(existing)),
        actor,
        expectedRevision: existing.current.version,
        data: { ...identityOf(existing), ...updated(existing, content, configuration) },
      });
      const { verdict } = await this.ledger.append(event);
      if (verdict.effective) return configurationBody(this.payloads, existing, ALL_PARTS);
    }
    throw ApiError.conflict('storage.components.configurations.versionConflict', `Configuration "${id}" is being changed by others. Try again.`);
  }

  /** The first deletion moves to the trash, the second one away from it. */
  async remove(path: ConfigurationPath, actor: Actor, id: ConfigurationId): Promise<void> {
    const existing = await this.known(path, id);
    if (existing === undefined) throw notFound(path, id);
    const event = newEvent('ConfigurationDeleted', {
      project: path.projectId,
      aggregate: aggregateOf(identityOf(existing)),
      actor,
      expectedRevision: existing.current.version,
      data: { ...identityOf(existing), purge: existing.isDeleted },
    });
    const { verdict } = await this.ledger.append(event);
    if (verdict.effective) return;
    if (verdict.reason === 'notFound') throw notFound(path, id);
    throw ApiError.conflict('storage.components.configurations.versionConflict', `Configuration "${id}" was changed meanwhile. Look at it and try again.`);
  }

  async versions(path: ConfigurationPath, id: ConfigurationId, page: { readonly limit: number; readonly offset: number }): Promise<readonly object[]> {
    const existing = await this.live(path, id);
    const found = await listFenced(
      () => this.models.fence(path.projectId),
      () =>
        this.models.reader.find(CONFIGURATION_VERSIONS, {
          project: path.projectId,
          filter: { op: 'eq', key: 'configuration', value: lifeKeyOf(existing) },
          sort: [{ key: 'version', direction: 'descending' }],
          skip: page.offset,
          limit: page.limit,
        }),
    );
    return found.map(({ body }) => versionBody(JSON.parse(body) as StoredVersion));
  }

  async version(path: ConfigurationPath, id: ConfigurationId, version: number): Promise<object> {
    const existing = await this.live(path, id);
    const found = await readFenced(
      () => this.models.fence(path.projectId),
      () => this.models.reader.get(CONFIGURATION_VERSIONS, { project: path.projectId, id: `${lifeKeyOf(existing)}/${version}` }),
    );
    if (found === undefined) throw ApiError.notFound('storage.configuration.versionNotFound', `Version "${version}" of configuration "${id}" was not found`);
    const current = JSON.parse(found.body) as StoredVersion;
    return configurationBody(this.payloads, { ...existing, current }, ALL_PARTS);
  }

  private known(path: ConfigurationPath, id: ConfigurationId): Promise<Configuration | undefined> {
    return readFenced(
      () => this.ledger.fence(path.projectId),
      () => configurationOf(this.projects.get(path.projectId), path, id),
    );
  }

  private async live(path: ConfigurationPath, id: ConfigurationId): Promise<Configuration> {
    const configuration = await this.known(path, id);
    if (configuration === undefined || configuration.isDeleted) throw notFound(path, id);
    return configuration;
  }

  /** Secrets are encrypted before anything leaves this process. */
  private async payloadOf(field: string, value: Json): Promise<Payload> {
    const safe = this.secrets.encryptSecrets(value);
    const bytes = Buffer.byteLength(JSON.stringify(safe));
    if (bytes > CONTENT_BYTES_MAX) throw ApiError.badRequest('storage.configuration.tooLarge', `The field ${field} is larger than 4 MB`, { field, bytes });
    return this.payloads.toPayload(safe);
  }
}

const configurationOf = (project: ProjectState, { branch, componentId }: ConfigurationPath, id: ConfigurationId): Configuration | undefined =>
  project.configurations.get(configurationKey(branchOf(project, branch), componentId, id));

/** The moment of creation tells this life of the configuration from one that was purged before. */
const lifeKeyOf = (configuration: Configuration): string => `${versionsKeyOf(configuration)}@${configuration.createdMs}`;

type Identity = Pick<DataOf<'ConfigurationDeleted'>, 'branchId' | 'componentId' | 'configurationId'>;
const identityOf = ({ branchId, componentId, id }: Configuration): Identity => ({ branchId, componentId, configurationId: id });
const aggregateOf = ({ branchId, componentId, configurationId }: Identity): string => `configuration:${branchId}/${componentId}/${configurationId}`;

const updated = ({ current }: Configuration, content: ConfigurationContent, configuration: Payload | undefined): Omit<DataOf<'ConfigurationUpdated'>, keyof Identity> => ({
  name: content.name ?? current.name,
  description: content.description ?? current.description,
  configuration: configuration ?? current.configuration,
  isDisabled: content.isDisabled ?? current.isDisabled,
  rowsSortOrder: [...(content.rowsSortOrder ?? current.rowsSortOrder)],
  changeDescription: content.changeDescription ?? 'Configuration updated',
});

const notFound = ({ componentId }: ConfigurationPath, id: ConfigurationId): ApiError =>
  ApiError.notFound('storage.configuration.notFound', `Configuration "${id}" of component "${componentId}" was not found`);
