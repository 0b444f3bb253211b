import type { DomainEvent, Offset } from '@runledger/contracts';
import type { File } from '../file/files.js';
import type { Job } from '../job/jobs.js';
import type { Configuration, ConfigurationVersion, ProjectState, Token } from '../project/project.js';
import type { Bucket, StorageJob, Table, TableVersion } from '../storage/storage.js';
import { EFFECTIVE, type Verdict } from './verdict.js';

/** What an effective event changed: references to the fold's own objects, which projections turn into documents. */
export type Change = Changed | Happened;

/** The event itself, last of its changes: for models that list what happened, not what is. */
export interface Happened {
  readonly kind: 'event';
  readonly event: DomainEvent;
  readonly partition: number;
  readonly offset: Offset;
  readonly appendTimeMs: number;
  /** Everything else that the event changed. */
  readonly changed: readonly Changed[];
}

export type Changed =
  | { readonly kind: 'project'; readonly project: ProjectState }
  | { readonly kind: 'token'; readonly project: ProjectState; readonly token: Token; readonly deleted: boolean }
  | { readonly kind: 'configuration'; readonly project: ProjectState; readonly configuration: Configuration; readonly purged: boolean }
  | { readonly kind: 'configurationVersion'; readonly project: ProjectState; readonly configuration: Configuration; readonly version: ConfigurationVersion }
  | { readonly kind: 'job'; readonly project: ProjectState; readonly job: Job }
  | { readonly kind: 'bucket'; readonly project: ProjectState; readonly bucket: Bucket; readonly deleted: boolean }
  | { readonly kind: 'table'; readonly project: ProjectState; readonly table: Table; readonly deleted: boolean }
  | {
      readonly kind: 'tableVersion';
      readonly project: ProjectState;
      readonly table: Table;
      readonly version: TableVersion;
      /** What it replaced; undefined for the first one. */
      readonly previous: TableVersion | undefined;
    }
  | { readonly kind: 'storageJob'; readonly project: ProjectState; readonly storageJob: StorageJob }
  | { readonly kind: 'file'; readonly project: ProjectState; readonly file: File; readonly deleted: boolean };

/** Where an event stands, and the only time a verdict knows. */
export interface Place {
  readonly offset: Offset;
  readonly appendTimeMs: number;
}

/** Verdict of one event and what it changed; nothing when it is void. */
export interface Step {
  readonly verdict: Verdict;
  readonly changes: readonly Changed[];
}

export const changed = (...changes: readonly Changed[]): Step => ({ verdict: EFFECTIVE, changes });
export const refused = (verdict: Verdict): Step => ({ verdict, changes: [] });
