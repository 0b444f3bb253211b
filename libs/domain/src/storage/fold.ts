import type { EventOf } from '@runledger/contracts';
import { currentAttempt } from '../job/jobs.js';
import { byCreation, emptyLine, join, leave } from '../log/ordered-line.js';
import { changed, refused, type Place, type Step } from '../log/step.js';
import { voidBecause } from '../log/verdict.js';
import type { ProjectState } from '../project/project.js';
import { storageStartProblem, writerAhead } from './admission.js';
import { finishStorageJob } from './ending.js';
import type { Bucket, StorageJob, Table, TableVersion } from './storage.js';

export const bucketCreated = (project: ProjectState, event: EventOf<'BucketCreated'>, { appendTimeMs }: Place): Step => {
  const { buckets } = project.storage;
  const { data } = event;
  if (buckets.has(data.bucketId)) return refused(voidBecause('alreadyExists'));
  const bucket: Bucket = { id: data.bucketId, created: data, creator: event.actor, createdMs: appendTimeMs, tables: new Map(), changedMs: appendTimeMs };
  buckets.set(bucket.id, bucket);
  return changed({ kind: 'bucket', project, bucket, deleted: false });
};

export const bucketDeleted = (project: ProjectState, event: EventOf<'BucketDeleted'>): Step => {
  const { buckets, tables } = project.storage;
  const bucket = buckets.get(event.data.bucketId);
  if (bucket === undefined) return refused(voidBecause('notFound'));
  if (bucket.tables.size > 0 && !event.data.force) return refused(voidBecause('notEmpty'));
  const dropped = [...bucket.tables.values()];
  for (const { id } of dropped) tables.delete(id);
  buckets.delete(bucket.id);
  return changed({ kind: 'bucket', project, bucket, deleted: true }, ...dropped.map((table) => ({ kind: 'table', project, table, deleted: true }) as const));
};

export const tableDeleted = (project: ProjectState, event: EventOf<'TableDeleted'>, { appendTimeMs }: Place): Step => {
  const { buckets, tables } = project.storage;
  const table = tables.get(event.data.tableId);
  if (table === undefined) return refused(voidBecause('notFound'));
  tables.delete(table.id);
  const bucket = buckets.get(table.bucketId);
  bucket?.tables.delete(table.id);
  if (bucket !== undefined) bucket.changedMs = appendTimeMs;
  return changed(
    { kind: 'table', project, table, deleted: true },
    ...(bucket === undefined ? [] : [{ kind: 'bucket', project, bucket, deleted: false } as const]),
  );
};

type Cause = EventOf<'StorageJobCreated'>['data']['cause'];

/** A storage job that an attempt asked for counts only while that attempt is the current one. */
const isCauseCurrent = (project: ProjectState, cause: Cause): boolean => {
  if (cause === null) return true;
  const job = project.jobs.unfinished.get(cause.jobId);
  return job !== undefined && currentAttempt(job)?.attempt === cause.attempt;
};

export const storageJobCreated = (project: ProjectState, event: EventOf<'StorageJobCreated'>, { appendTimeMs, offset }: Place): Step => {
  const { storage } = project;
  const { data } = event;
  const { cause, tableId } = data;
  if (!isCauseCurrent(project, cause)) return refused(voidBecause('notCurrent'));
  if (cause !== null) {
    const causes = storage.causes.get(cause.jobId) ?? new Set();
    const key = `${cause.attempt}/${cause.output}`;
    if (causes.has(key)) return refused(voidBecause('duplicate'));
    storage.causes.set(cause.jobId, causes.add(key));
  }
  const storageJob: StorageJob = {
    id: data.storageJobId,
    created: data,
    creator: event.actor,
    createdMs: appendTimeMs,
    createdOffset: offset,
    attempts: 0,
    startMs: null,
    state: { phase: 'candidate' },
  };
  storage.unfinished.set(storageJob.id, storageJob);
  if (data.writes && tableId !== null) {
    const writers = storage.writers.get(tableId) ?? emptyLine<StorageJob>(byCreation);
    join(writers, storageJob);
    storage.writers.set(tableId, writers);
  }
  if (writerAhead(storage, storageJob) === undefined) join(storage.ready, storageJob);
  if (cause !== null) storage.ofJob.set(cause.jobId, (storage.ofJob.get(cause.jobId) ?? new Set()).add(storageJob));
  return changed({ kind: 'storageJob', project, storageJob });
};

export const storageAttemptStarted = (project: ProjectState, event: EventOf<'StorageAttemptStarted'>, { appendTimeMs }: Place): Step => {
  const { storage } = project;
  const storageJob = storage.unfinished.get(event.data.storageJobId);
  if (storageJob === undefined) return refused(voidBecause('finished'));
  const problem = storageStartProblem(project, storageJob, event.data.attempt);
  if (problem !== undefined) return refused(voidBecause('notStartable', problem));
  storageJob.attempts = event.data.attempt;
  storageJob.startMs ??= appendTimeMs;
  storageJob.state = { phase: 'running', attempt: { attempt: event.data.attempt, executor: event.data.executor, startMs: appendTimeMs } };
  storage.running.set(storageJob.id, storageJob);
  leave(storage.ready, storageJob);
  return changed({ kind: 'storageJob', project, storageJob });
};

type Report = EventOf<'TableVersionCommitted' | 'StorageJobSucceeded' | 'StorageJobFailed' | 'StorageAttemptLost'>['data'];

/** The storage job whose running attempt a report is about; any other report is stale. */
const reported = (project: ProjectState, { storageJobId, attempt, executor }: Report): StorageJob | undefined => {
  const storageJob = project.storage.unfinished.get(storageJobId);
  const running = storageJob?.state.phase === 'running' ? storageJob.state.attempt : undefined;
  return running?.attempt === attempt && running.executor === executor ? storageJob : undefined;
};

export const tableVersionCommitted = (project: ProjectState, event: EventOf<'TableVersionCommitted'>, { appendTimeMs, offset }: Place): Step => {
  const { buckets, tables } = project.storage;
  const { data } = event;
  const storageJob = reported(project, data);
  if (storageJob === undefined || !isCauseCurrent(project, storageJob.created.cause)) return refused(voidBecause('notCurrent'));
  if (!storageJob.created.writes || storageJob.created.tableId !== data.tableId) return refused(voidBecause('notCurrent', 'table'));
  const bucket = buckets.get(data.bucketId);
  const existing = tables.get(data.tableId);
  if (bucket === undefined) return refused(voidBecause('notFound', 'bucket'));
  if (data.version !== (existing?.current.version ?? 0) + 1) return refused(voidBecause('revisionMismatch'));

  const version: TableVersion = {
    version: data.version,
    committedMs: appendTimeMs,
    committedOffset: offset,
    change: data.change,
    columns: data.columns,
    primaryKey: data.primaryKey,
    files: data.files,
    rows: data.rows,
    bytes: data.bytes,
    importedRows: data.importedRows,
    storageJobId: storageJob.id,
    runId: storageJob.created.runId,
    sourceFileId: data.sourceFileId,
    creator: storageJob.creator,
  };
  const previous = existing?.current;
  const table: Table = existing ?? { id: data.tableId, bucketId: bucket.id, name: data.name, displayName: data.displayName, createdMs: appendTimeMs, current: version };
  table.current = version;
  tables.set(table.id, table);
  bucket.tables.set(table.id, table);
  bucket.changedMs = appendTimeMs;
  return changed(
    finishStorageJob(project, storageJob, { status: 'success', endMs: appendTimeMs, results: { type: 'version', table, version, previous }, metrics: data.metrics }),
    { kind: 'tableVersion', project, table, version, previous },
    { kind: 'table', project, table, deleted: false },
    { kind: 'bucket', project, bucket, deleted: false },
  );
};

export const storageJobSucceeded = (project: ProjectState, event: EventOf<'StorageJobSucceeded'>, { appendTimeMs }: Place): Step => {
  const storageJob = reported(project, event.data);
  if (storageJob === undefined) return refused(voidBecause('notCurrent'));
  const { metrics, results } = event.data;
  return changed(finishStorageJob(project, storageJob, { status: 'success', endMs: appendTimeMs, results: { type: 'other', results }, metrics }));
};

export const storageJobFailed = (project: ProjectState, event: EventOf<'StorageJobFailed'>, { appendTimeMs }: Place): Step => {
  const storageJob = reported(project, event.data);
  if (storageJob === undefined) return refused(voidBecause('notCurrent'));
  const { code, message, exceptionId } = event.data;
  return changed(finishStorageJob(project, storageJob, { status: 'error', endMs: appendTimeMs, error: { code, message, exceptionId } }));
};

export const storageAttemptLost = (project: ProjectState, event: EventOf<'StorageAttemptLost'>): Step => {
  const storageJob = reported(project, event.data);
  if (storageJob === undefined) return refused(voidBecause('notCurrent'));
  project.storage.running.delete(storageJob.id);
  storageJob.state = { phase: 'candidate' };
  join(project.storage.ready, storageJob);
  return changed({ kind: 'storageJob', project, storageJob });
};
