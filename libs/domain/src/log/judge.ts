import { partitionOfProject, type DomainEvent, type EventName, type EventOf } from '@runledger/contracts';
import { fileDeleted, fileExported, filePrepared, fileTagsChanged, fileUploaded } from '../file/fold.js';
import { attemptFinished, attemptLost, attemptStarted, jobCreated, terminationRequested } from '../job/fold.js';
import {
  configurationCreated,
  configurationDeleted,
  configurationUpdated,
  projectLimitSet,
  tokenCreated,
  tokenDeleted,
  tokenRefreshed,
} from '../project/fold.js';
import { newProject, type ProjectState } from '../project/project.js';
import {
  bucketCreated,
  bucketDeleted,
  storageAttemptLost,
  storageAttemptStarted,
  storageJobCreated,
  storageJobFailed,
  storageJobSucceeded,
  tableDeleted,
  tableVersionCommitted,
} from '../storage/fold.js';
import { remember, remembers } from './event-memory.js';
import { addValue, hasValue } from './interval-set.js';
import type { PartitionState } from './partition.js';
import { changed, refused, type Place, type Step } from './step.js';
import { voidBecause } from './verdict.js';

/**
 * Gives the verdict of an event at its position and evolves the state by it.
 * A start may be proposed by many workers at once and needs no memory: given back, it may come true at any time.
 */
export const judge = (state: PartitionState, event: DomainEvent, at: Place): Step => {
  if (!isLogEvent(event) && partitionOfProject(event.project, state.partitions) !== state.partition) return refused(voidBecause('wrongPartition'));
  if (remembers(state.memory, event.id, at.appendTimeMs)) return refused(voidBecause('refusedBefore'));
  const step = isLogEvent(event) ? ofLog(state, event) : ofProject(state, event, at);
  const isStart = event.type === 'AttemptStarted' || event.type === 'StorageAttemptStarted';
  if (step.verdict.effective ? WITHOUT_NATURAL_KEY.has(event.type) : !isStart) remember(state.memory, event.id, at.appendTimeMs);
  return step;
};

type LogEvent = EventOf<'LogOpened'> | EventOf<'RulesActivated'> | EventOf<'RecordVoided'>;
type ProjectEvent = Exclude<DomainEvent, LogEvent>;
const isLogEvent = (event: DomainEvent): event is LogEvent =>
  event.type === 'LogOpened' || event.type === 'RulesActivated' || event.type === 'RecordVoided';

const ofLog = (state: PartitionState, event: LogEvent): Step => {
  switch (event.type) {
    case 'LogOpened':
      if (state.partitions !== 0) return refused(voidBecause('duplicate'));
      state.partitions = event.data.partitions;
      state.rules = event.data.rules;
      return changed();
    case 'RulesActivated':
      if (event.data.rules <= state.rules) return refused(voidBecause('duplicate'));
      state.rules = event.data.rules;
      return changed();
    case 'RecordVoided':
      return state.declaredVoid.has(event.data.offset) ? changed() : refused(voidBecause('notStopped'));
  }
};

/**
 * Events that could take effect once more after later ones have undone them (a bucket, table or configuration of the same id
 * is made anew): their id is remembered instead.
 */
const WITHOUT_NATURAL_KEY: ReadonlySet<EventName> = new Set<EventName>([
  'BucketCreated',
  'BucketDeleted',
  'TableDeleted',
  'ConfigurationCreated',
  'ConfigurationUpdated',
  'ConfigurationDeleted',
  'FileUploaded',
]);

/** Decimal id that an event uses for the first time and for ever, or undefined. */
const newIdOf = (event: ProjectEvent): number | undefined => {
  switch (event.type) {
    case 'JobCreated':
      return Number(event.data.jobId);
    case 'StorageJobCreated':
      return Number(event.data.storageJobId);
    case 'FilePrepared':
    case 'FileExported':
      return Number(event.data.fileId);
    case 'TokenCreated':
      return Number(event.data.tokenId);
    default:
      return undefined;
  }
};

const ofProject = (state: PartitionState, event: ProjectEvent, at: Place): Step => {
  const project = state.projects.get(event.project);
  if (event.type === 'ProjectCreated') {
    if (project !== undefined) return refused(voidBecause('alreadyExists'));
    const created = newProject(event.project, event.data.name, event.data.defaultBranchId, at.appendTimeMs);
    state.projects.set(created.id, created);
    return changed({ kind: 'project', project: created });
  }
  if (project === undefined) return refused(voidBecause('noProject'));

  const id = newIdOf(event);
  if (id !== undefined && hasValue(state.usedIds, id)) return refused(voidBecause('duplicate'));
  const step = ofContext(project, event, at);
  if (id !== undefined && step.verdict.effective) addValue(state.usedIds, id);
  return step;
};

const ofContext = (project: ProjectState, event: Exclude<ProjectEvent, EventOf<'ProjectCreated'>>, at: Place): Step => {
  switch (event.type) {
    case 'ProjectLimitSet':
      return projectLimitSet(project, event);
    case 'TokenCreated':
      return tokenCreated(project, event, at);
    case 'TokenRefreshed':
      return tokenRefreshed(project, event, at);
    case 'TokenDeleted':
      return tokenDeleted(project, event);
    case 'ConfigurationCreated':
      return configurationCreated(project, event, at);
    case 'ConfigurationUpdated':
      return configurationUpdated(project, event, at);
    case 'ConfigurationDeleted':
      return configurationDeleted(project, event);
    case 'JobCreated':
      return jobCreated(project, event, at);
    case 'AttemptStarted':
      return attemptStarted(project, event, at);
    case 'AttemptFinished':
      return attemptFinished(project, event, at);
    case 'AttemptLost':
      return attemptLost(project, event, at);
    case 'TerminationRequested':
      return terminationRequested(project, event, at);
    case 'BucketCreated':
      return bucketCreated(project, event, at);
    case 'BucketDeleted':
      return bucketDeleted(project, event);
    case 'TableDeleted':
      return tableDeleted(project, event, at);
    case 'StorageJobCreated':
      return storageJobCreated(project, event, at);
    case 'StorageAttemptStarted':
      return storageAttemptStarted(project, event, at);
    case 'TableVersionCommitted':
      return tableVersionCommitted(project, event, at);
    case 'StorageJobSucceeded':
      return storageJobSucceeded(project, event, at);
    case 'StorageJobFailed':
      return storageJobFailed(project, event, at);
    case 'StorageAttemptLost':
      return storageAttemptLost(project, event);
    case 'FilePrepared':
      return filePrepared(project, event, at);
    case 'FileUploaded':
      return fileUploaded(project, event);
    case 'FileExported':
      return fileExported(project, event, at);
    case 'FileTagsChanged':
      return fileTagsChanged(project, event);
    case 'FileDeleted':
      return fileDeleted(project, event);
  }
};
