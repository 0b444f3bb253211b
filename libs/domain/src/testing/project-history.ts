import type { BranchId, ConfigurationId, DataOf } from '@runledger/contracts';
import { aConfiguration, aToken, digest, id } from './event-data.js';
import { LogWriter } from './log-writer.js';

/** What happens to a project itself, its tokens and its configurations. */
export class ProjectHistory extends LogWriter {
  projectCreated(project = this.project): this {
    const data = { name: `project ${project}`, defaultBranchId: id<BranchId>('100') };
    return this.inProject(project).event({ type: 'ProjectCreated', aggregate: `project:${project}`, data });
  }

  limit(value: number, expectedRevision = 0, limit: DataOf<'ProjectLimitSet'>['limit'] = 'components.jobsParallelism'): this {
    return this.event(
      { type: 'ProjectLimitSet', aggregate: `project:${this.project}`, data: { limit, value } },
      { expectedRevision },
    );
  }

  token(tokenId: string, over: Partial<DataOf<'TokenCreated'>> = {}): this {
    return this.event({ type: 'TokenCreated', aggregate: `token:${tokenId}`, data: aToken(tokenId, over) });
  }

  tokenRefreshed(tokenId: string, expectedRevision: number, secret = 'new'): this {
    return this.event(
      { type: 'TokenRefreshed', aggregate: `token:${tokenId}`, data: { tokenId: id(tokenId), secretHash: digest(secret) } },
      { expectedRevision },
    );
  }

  tokenDeleted(tokenId: string): this {
    return this.event({ type: 'TokenDeleted', aggregate: `token:${tokenId}`, data: { tokenId: id(tokenId) } });
  }

  configuration(configurationId: string, over: Partial<DataOf<'ConfigurationCreated'>> = {}): this {
    return this.event({
      type: 'ConfigurationCreated',
      aggregate: `configuration:${configurationId}`,
      data: aConfiguration(configurationId, over),
    });
  }

  configurationUpdated(
    configurationId: string,
    expectedRevision: number,
    over: Partial<DataOf<'ConfigurationUpdated'>> = {},
  ): this {
    const { state: _, ...data } = aConfiguration(configurationId);
    return this.event(
      {
        type: 'ConfigurationUpdated',
        aggregate: `configuration:${configurationId}`,
        data: { ...data, changeDescription: 'updated', ...over },
      },
      { expectedRevision },
    );
  }

  /** To the trash, or with `purge` away from there. */
  configurationDeleted(configurationId: string, expectedRevision: number, purge = false): this {
    const { branchId, componentId } = aConfiguration(configurationId);
    const data = { branchId, componentId, configurationId: id<ConfigurationId>(configurationId), purge };
    return this.event(
      { type: 'ConfigurationDeleted', aggregate: `configuration:${configurationId}`, data },
      { expectedRevision },
    );
  }
}
