import type { BranchId, ComponentId, ConfigurationId, LimitName, Payload, ProjectId, TokenId, TokenRights } from '@runledger/contracts';
import { emptyJobs, type JobsState } from '../job/jobs.js';
import { emptyStorage, type StorageState } from '../storage/storage.js';
import { emptyFiles, type FilesState } from '../file/files.js';

export interface Token {
  readonly id: TokenId;
  readonly description: string;
  readonly rights: TokenRights;
  readonly createdMs: number;
  readonly expiresAtMs: number | null;
  readonly creator: { readonly id: TokenId; readonly description: string } | null;
  secretHash: string;
  refreshedMs: number;
  revision: number;
}

/** One immutable state of a configuration. */
export interface ConfigurationVersion {
  /** From 1; also the revision that an update must expect. */
  readonly version: number;
  readonly createdMs: number;
  readonly creator: Creator;
  readonly name: string;
  readonly description: string;
  readonly configuration: Payload;
  readonly isDisabled: boolean;
  readonly rowsSortOrder: readonly string[];
  readonly changeDescription: string;
}

export interface Configuration {
  readonly branchId: BranchId;
  readonly componentId: ComponentId;
  readonly id: ConfigurationId;
  readonly createdMs: number;
  readonly creator: Creator;
  readonly state: Payload;
  /** Only the newest: older versions cannot change and live in the read model. */
  current: ConfigurationVersion;
  isDeleted: boolean;
}

export interface Creator {
  readonly id: TokenId | null;
  readonly description: string | null;
}

/**
 * Everything of one project that can still change. Folds own their state and change it in place: a copy per event
 * would cost more than the rules themselves.
 */
export interface ProjectState {
  readonly id: ProjectId;
  readonly name: string;
  readonly createdMs: number;
  readonly defaultBranchId: BranchId;
  readonly limits: Record<LimitName, number>;
  readonly tokens: Map<TokenId, Token>;
  readonly configurations: Map<string, Configuration>;
  readonly jobs: JobsState;
  readonly storage: StorageState;
  readonly files: FilesState;
  /** Revision of the project itself: its limits. */
  revision: number;
}

export const LIMIT_DEFAULTS: Readonly<Record<LimitName, number>> = { 'components.jobsParallelism': 10, 'storage.jobsParallelism': 10 };

export const newProject = (id: ProjectId, name: string, defaultBranchId: BranchId, createdMs: number): ProjectState => ({
  id,
  name,
  createdMs,
  defaultBranchId,
  limits: { ...LIMIT_DEFAULTS },
  tokens: new Map(),
  configurations: new Map(),
  jobs: emptyJobs(),
  storage: emptyStorage(),
  files: emptyFiles(),
  revision: 0,
});

/** Identity of a configuration inside its project; the branch is part of it (contract 8.2). */
export const configurationKey = (branchId: BranchId, componentId: ComponentId, id: ConfigurationId): string => `${branchId}/${componentId}/${id}`;
