import type { Actor, BucketId, DataOf, JobId, MappedTable, ProjectId, StorageJobId, TableId } from '@runledger/contracts';
import type { BlobStore } from '@runledger/blob-store';
import type { Job, ProjectState, StorageJob } from '@runledger/domain';
import { newEvent, type Ledger, type Payloads } from '@runledger/event-log';
import { untilFolded } from '@runledger/ledger-module';
import { mappedTable } from '../component/duckdb-transformation.js';
import type { OutputTable } from '../component/component-run.js';

export interface OutputContext {
  readonly ledger: Ledger;
  readonly blobs: BlobStore;
  readonly payloads: Payloads;
  readonly actor: Actor;
  readonly project: ProjectState;
  readonly job: Job;
  readonly attempt: number;
  readonly signal: AbortSignal;
}

export type OutputsResult =
  | { readonly kind: 'committed'; readonly tables: readonly MappedTable[] }
  | { readonly kind: 'failed'; readonly message: string }
  /** The job shall stop, or the attempt is not current any more. */
  | { readonly kind: 'aborted' };

/** As long as an appender tries: an outage of the broker that is shorter costs no job its outputs. */
const APPEND_TIMEOUT_MS = 5 * 60_000;

/**
 * Turns the outputs of an attempt into table versions: bytes into the blob store, a storage job per output, then their ends in the log
 * (contract 7.7). Storage jobs of an attempt that is not current are void, so a late worker changes nothing.
 */
export const commitOutputs = async (context: OutputContext, outputs: readonly OutputTable[]): Promise<OutputsResult> => {
  const storageJobs: StorageJob[] = [];
  for (const [index, output] of outputs.entries()) {
    const storageJob = await createStorageJob(context, index, output);
    if (storageJob === undefined) return { kind: 'aborted' };
    storageJobs.push(storageJob);
  }
  const areFinished = (): boolean => storageJobs.every(({ state }) => state.phase === 'finished');
  if (!(await untilFolded(context.ledger, areFinished, context.signal))) return { kind: 'aborted' };
  const failures = storageJobs.flatMap(({ state }) => (state.phase === 'finished' && state.status === 'error' ? [state.error.message] : []));
  if (failures.length > 0) return { kind: 'failed', message: failures.join('\n') };
  return { kind: 'committed', tables: storageJobs.flatMap(({ state }) => (isVersion(state) ? [mappedTable({ ...state.results.table, current: state.results.version })] : [])) };
};

type StorageJobState = StorageJob['state'];
type VersionState = Extract<StorageJobState, { readonly phase: 'finished'; readonly status: 'success' }> & { readonly results: { readonly type: 'version' } };
const isVersion = (state: StorageJobState): state is VersionState => state.phase === 'finished' && state.status === 'success' && state.results.type === 'version';

const createStorageJob = async (context: OutputContext, index: number, output: OutputTable): Promise<StorageJob | undefined> => {
  const { ledger, project, job } = context;
  const storageJobId = (await ledger.newId()) as StorageJobId;
  const data = await storageJobOf(context, storageJobId, index, output);
  const event = newEvent('StorageJobCreated', { project: project.id, aggregate: `storage-job:${storageJobId}`, actor: context.actor, correlation: job.created.runId, data });
  const { changes } = await ledger.append(event, APPEND_TIMEOUT_MS);
  return changes.flatMap((change) => (change.kind === 'storageJob' ? [change.storageJob] : []))[0];
};

const storageJobOf = async (
  { blobs, payloads, project, job, attempt }: OutputContext,
  storageJobId: StorageJobId,
  index: number,
  { destination, primaryKey, columns, files }: OutputTable,
): Promise<DataOf<'StorageJobCreated'>> => {
  const tableId = destination as TableId;
  const separator = destination.lastIndexOf('.');
  const name = destination.slice(separator + 1);
  const stored = await Promise.all(
    files.map(async ({ path, rows }, part) => {
      const { key, bytes } = await blobs.putFile(outputKey(project.id, tableId, job.id, attempt, index, part), path);
      return { key, rows, bytes };
    }),
  );
  const operationParams = await payloads.toPayload({
    params: { incremental: false, columns: [...columns], primaryKey: primaryKey === null ? [] : [...primaryKey] },
    source: { type: 'job', jobId: job.id, attempt, output: index },
  });
  return {
    storageJobId,
    operation: project.storage.tables.has(tableId) ? 'tableImport' : 'tableCreate',
    tableId,
    writes: true,
    task: {
      type: 'load',
      target: { bucketId: destination.slice(0, separator) as BucketId, name, displayName: name, primaryKey: primaryKey === null ? null : [...primaryKey] },
      create: false,
      source: { type: 'output', columns: [...columns], files: stored },
    },
    operationParams,
    runId: job.created.runId,
    cause: { jobId: job.id, attempt, output: index },
  };
};

/** Below the table's own prefix, where the open table format wants them; named by attempt, so that two never share a file. */
const outputKey = (project: ProjectId, table: TableId, job: JobId, attempt: number, output: number, part: number): string =>
  `tables/${project}/${table}/job-${job}-${attempt}-${output}-${part}.parquet`;
