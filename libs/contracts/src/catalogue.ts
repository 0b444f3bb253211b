import type { Envelope } from './envelope.js';
import type { EventContract } from './event-contract.js';
import * as configuration from './events/configuration-events.js';
import * as file from './events/file-events.js';
import * as job from './events/job-events.js';
import * as log from './events/log-events.js';
import * as project from './events/project-events.js';
import * as storage from './events/storage-events.js';
import * as token from './events/token-events.js';

/** Every event that may stand in `project-log`. */
export const EVENTS = {
  LogOpened: log.LogOpened,
  RulesActivated: log.RulesActivated,
  RecordVoided: log.RecordVoided,
  ProjectCreated: project.ProjectCreated,
  ProjectLimitSet: project.ProjectLimitSet,
  TokenCreated: token.TokenCreated,
  TokenRefreshed: token.TokenRefreshed,
  TokenDeleted: token.TokenDeleted,
  ConfigurationCreated: configuration.ConfigurationCreated,
  ConfigurationUpdated: configuration.ConfigurationUpdated,
  ConfigurationDeleted: configuration.ConfigurationDeleted,
  JobCreated: job.JobCreated,
  AttemptStarted: job.AttemptStarted,
  AttemptFinished: job.AttemptFinished,
  AttemptLost: job.AttemptLost,
  TerminationRequested: job.TerminationRequested,
  BucketCreated: storage.BucketCreated,
  BucketDeleted: storage.BucketDeleted,
  TableDeleted: storage.TableDeleted,
  StorageJobCreated: storage.StorageJobCreated,
  StorageAttemptStarted: storage.StorageAttemptStarted,
  TableVersionCommitted: storage.TableVersionCommitted,
  StorageJobSucceeded: storage.StorageJobSucceeded,
  StorageJobFailed: storage.StorageJobFailed,
  StorageAttemptLost: storage.StorageAttemptLost,
  FilePrepared: file.FilePrepared,
  FileUploaded: file.FileUploaded,
  FileExported: file.FileExported,
  FileTagsChanged: file.FileTagsChanged,
  FileDeleted: file.FileDeleted,
} as const;

export type EventName = keyof typeof EVENTS;
export type DataOf<Name extends EventName> = (typeof EVENTS)[Name] extends EventContract<string, infer Data> ? Data : never;

/** One event with its envelope. */
export type EventOf<Name extends EventName> = Envelope<Name, DataOf<Name>>;

/** Any event, discriminated by `type`. */
export type DomainEvent = { [Name in EventName]: EventOf<Name> }[EventName];

export const isEventName = (name: string): name is EventName => Object.hasOwn(EVENTS, name);
