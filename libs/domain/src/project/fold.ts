import type { Actor, EventOf } from '@runledger/contracts';
import { changed, refused, type Place, type Step } from '../log/step.js';
import { voidBecause } from '../log/verdict.js';
import { configurationKey, type Configuration, type ConfigurationVersion, type Creator, type ProjectState, type Token } from './project.js';

const creatorOf = ({ tokenId, tokenDescription }: Actor): Creator => ({ id: tokenId, description: tokenDescription });

export const projectLimitSet = (project: ProjectState, event: EventOf<'ProjectLimitSet'>): Step => {
  if (event.expectedRevision !== project.revision) return refused(voidBecause('revisionMismatch'));
  project.limits[event.data.limit] = event.data.value;
  project.revision += 1;
  return changed({ kind: 'project', project });
};

export const tokenCreated = (project: ProjectState, event: EventOf<'TokenCreated'>, { appendTimeMs }: Place): Step => {
  const { tokenId, description, rights, secretHash, expiresAtMs } = event.data;
  const { actor } = event;
  const token: Token = {
    id: tokenId,
    description,
    rights,
    createdMs: appendTimeMs,
    expiresAtMs,
    creator: actor.tokenId === null ? null : { id: actor.tokenId, description: actor.tokenDescription ?? '' },
    secretHash,
    refreshedMs: appendTimeMs,
    revision: 1,
  };
  project.tokens.set(tokenId, token);
  return changed({ kind: 'token', project, token, deleted: false });
};

export const tokenRefreshed = (project: ProjectState, event: EventOf<'TokenRefreshed'>, { appendTimeMs }: Place): Step => {
  const token = project.tokens.get(event.data.tokenId);
  if (token === undefined) return refused(voidBecause('notFound'));
  if (event.expectedRevision !== token.revision) return refused(voidBecause('revisionMismatch'));
  token.secretHash = event.data.secretHash;
  token.refreshedMs = appendTimeMs;
  token.revision += 1;
  return changed({ kind: 'token', project, token, deleted: false });
};

export const tokenDeleted = (project: ProjectState, event: EventOf<'TokenDeleted'>): Step => {
  const token = project.tokens.get(event.data.tokenId);
  if (token === undefined) return refused(voidBecause('notFound'));
  project.tokens.delete(token.id);
  return changed({ kind: 'token', project, token, deleted: true });
};

const versionOf = (version: number, { actor, data }: EventOf<'ConfigurationCreated'> | EventOf<'ConfigurationUpdated'>, { appendTimeMs }: Place): ConfigurationVersion => {
  const { name, description, configuration, isDisabled, rowsSortOrder, changeDescription } = data;
  return { version, createdMs: appendTimeMs, creator: creatorOf(actor), name, description, configuration, isDisabled, rowsSortOrder, changeDescription };
};

export const configurationCreated = (project: ProjectState, event: EventOf<'ConfigurationCreated'>, at: Place): Step => {
  const { branchId, componentId, configurationId, state } = event.data;
  const key = configurationKey(branchId, componentId, configurationId);
  if (project.configurations.has(key)) return refused(voidBecause('alreadyExists'));
  const current = versionOf(1, event, at);
  const configuration: Configuration = {
    branchId,
    componentId,
    id: configurationId,
    createdMs: current.createdMs,
    creator: current.creator,
    state,
    current,
    isDeleted: false,
  };
  project.configurations.set(key, configuration);
  return changed({ kind: 'configuration', project, configuration, purged: false }, { kind: 'configurationVersion', project, configuration, version: current });
};

export const configurationUpdated = (project: ProjectState, event: EventOf<'ConfigurationUpdated'>, at: Place): Step => {
  const { branchId, componentId, configurationId } = event.data;
  const configuration = project.configurations.get(configurationKey(branchId, componentId, configurationId));
  if (configuration === undefined || configuration.isDeleted) return refused(voidBecause('notFound'));
  if (event.expectedRevision !== configuration.current.version) return refused(voidBecause('revisionMismatch'));
  configuration.current = versionOf(configuration.current.version + 1, event, at);
  return changed({ kind: 'configuration', project, configuration, purged: false }, { kind: 'configurationVersion', project, configuration, version: configuration.current });
};

export const configurationDeleted = (project: ProjectState, event: EventOf<'ConfigurationDeleted'>): Step => {
  const { branchId, componentId, configurationId, purge } = event.data;
  const key = configurationKey(branchId, componentId, configurationId);
  const configuration = project.configurations.get(key);
  if (configuration === undefined || configuration.isDeleted !== purge) return refused(voidBecause('notFound'));
  if (event.expectedRevision !== configuration.current.version) return refused(voidBecause('revisionMismatch'));
  if (purge) project.configurations.delete(key);
  else configuration.isDeleted = true;
  return changed({ kind: 'configuration', project, configuration, purged: purge });
};
