import type { Actor, DomainEvent, EventName, ProjectId } from '@runledger/contracts';
import type { Changed, Happened, Job, StorageJob } from '@runledger/domain';
import { defineModel, documentOf, type DocumentChange } from '@runledger/read-models';
import { eventBody, type EventKind } from './event-body.js';
import { eventPlace } from './event-place.js';

/** What events can be found by; log lines of components have the same. */
export const EVENT_KEYS = {
  /** Sorts by time, as text. */
  place: 'string',
  uuid: 'string',
  /** Plain id of the job that emitted it: clients look events up by it (contract 2.9). */
  job: 'string',
  runId: 'string',
  component: 'string',
  configuration: 'string',
  type: 'string',
  object: 'string',
  /** Who did it, and for whom: a limited token finds what happens to its own jobs. */
  tokens: 'strings',
  message: 'string',
} as const;

/** What happened to jobs and tables, in words. */
export const EVENTS_MODEL = defineModel({
  name: 'events',
  version: 2,
  keys: EVENT_KEYS,
  indexes: [['place'], ['job', 'place'], ['object', 'place']],
});

/** Said about an event: by whom, how bad, and the sentence. */
interface Saying {
  readonly event: string;
  readonly component: string;
  readonly type: EventKind;
  readonly message: string;
  readonly configuration?: string | null;
  readonly object?: { readonly id: string; readonly name: string; readonly type: 'table' | 'bucket' | 'job' };
  readonly runId?: string | null;
  readonly params?: object;
  readonly results?: object;
  /** Whose job it belongs to. */
  readonly owner?: Actor;
}

export const eventDocuments = (happened: Happened): readonly DocumentChange[] => {
  const saying = sayingOf(happened.event, happened.changed);
  const projectId: ProjectId = happened.event.project;
  if (saying === undefined) return [];
  const { event } = happened;
  const runId = saying.runId ?? event.correlation;
  const place = eventPlace(happened.appendTimeMs, 0, happened.offset);
  // What a service does for a job is done in the name of the job's token.
  const actor = event.actor.tokenId === null ? (saying.owner ?? event.actor) : event.actor;
  const body = eventBody({ place, uuid: event.id, createdMs: happened.appendTimeMs, ...saying, runId, actor });
  return [
    documentOf(EVENTS_MODEL, {
      project: projectId,
      id: place,
      keys: {
        place,
        uuid: event.id,
        job: runId === null ? null : (runId.split('.').at(-1) ?? null),
        runId,
        component: saying.component,
        configuration: saying.configuration ?? null,
        type: saying.type,
        object: saying.object?.id ?? null,
        tokens: [...new Set([actor.tokenId, saying.owner?.tokenId ?? null])].filter((tokenId) => tokenId !== null),
        message: saying.message,
      },
      body: JSON.stringify(body),
    }),
  ];
};

const jobIn = (changed: readonly Changed[]): Job | undefined => changed.flatMap((change) => (change.kind === 'job' ? [change.job] : []))[0];
const storageJobIn = (changed: readonly Changed[]): StorageJob | undefined =>
  changed.flatMap((change) => (change.kind === 'storageJob' ? [change.storageJob] : []))[0];

const ofJob = (job: Job, event: string, type: EventKind, message: string): Saying => ({
  event: `ext.${job.created.componentId}.${event}`,
  component: job.created.componentId,
  configuration: job.created.configurationId,
  type,
  message,
  runId: job.created.runId,
  object: { id: job.id, name: job.id, type: 'job' },
  owner: job.creator,
});

/** The sentence for an event; undefined for what nobody reads about. */
const sayingOf = (event: DomainEvent, changed: readonly Changed[]): Saying | undefined => {
  const job = jobIn(changed);
  const storageJob = storageJobIn(changed);
  switch (event.type satisfies EventName) {
    case 'JobCreated':
      return job && ofJob(job, 'created', 'info', 'Job created');
    case 'AttemptStarted':
      return job && event.type === 'AttemptStarted' ? ofJob(job, 'started', 'info', `Started on ${event.data.worker}, attempt ${event.data.attempt}`) : undefined;
    case 'AttemptFinished':
      return job && event.type === 'AttemptFinished' ? ofJob(job, 'finished', endKind(job), event.data.result.message) : undefined;
    case 'AttemptLost':
      return job && ofJob(job, 'attemptLost', 'warn', 'The worker gave the job back. Results of this attempt do not count.');
    case 'TerminationRequested':
      return job && ofJob(job, 'terminationRequested', 'warn', `Termination requested by ${event.actor.tokenDescription ?? 'the platform'}`);
    case 'TableVersionCommitted':
    case 'StorageJobSucceeded':
    case 'StorageJobFailed':
      return storageJob && ofStorageJob(storageJob);
    case 'BucketCreated':
      return event.type === 'BucketCreated' ? ofBucket('storage.bucketCreated', event.data.bucketId, `Created bucket ${event.data.bucketId}`) : undefined;
    case 'BucketDeleted':
      return event.type === 'BucketDeleted' ? ofBucket('storage.bucketDeleted', event.data.bucketId, `Deleted bucket ${event.data.bucketId}`) : undefined;
    case 'TableDeleted':
      return event.type === 'TableDeleted'
        ? { event: 'storage.tableDeleted', component: 'storage', type: 'info', message: `Deleted table ${event.data.tableId}`, object: { id: event.data.tableId, name: event.data.tableId, type: 'table' } }
        : undefined;
    default:
      return undefined;
  }
};

const endKind = ({ state }: Job): EventKind => {
  if (state.phase !== 'finished') return 'info';
  return state.status === 'success' ? 'success' : state.status === 'error' ? 'error' : 'warn';
};

const ofBucket = (event: string, id: string, message: string): Saying => ({ event, component: 'storage', type: 'info', message, object: { id, name: id, type: 'bucket' } });

const ofStorageJob = ({ created, creator, state, id }: StorageJob): Saying | undefined => {
  if (state.phase !== 'finished') return undefined;
  const { operation, tableId, runId } = created;
  const object = tableId === null ? {} : { object: { id: tableId, name: tableId, type: 'table' as const } };
  const common = { component: 'storage', runId, ...object, params: { storageJobId: id, operation }, owner: creator };
  if (state.status === 'error') return { ...common, event: `storage.${operation}Error`, type: 'error', message: `${operation} of ${tableId ?? 'storage'} failed: ${state.error.message}` };
  if (state.results.type === 'version') {
    const { version } = state.results;
    return {
      ...common,
      event: `storage.${operation}Done`,
      type: 'success',
      message: `Loaded ${tableId ?? ''}, version ${version.version}, ${version.rows} rows`,
      results: { version: version.version, rows: version.rows, bytes: version.bytes },
    };
  }
  return { ...common, event: `storage.${operation}Done`, type: 'success', message: `${operation} of ${tableId ?? 'storage'} done` };
};
