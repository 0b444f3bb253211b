import type { JobLogLine, Offset } from '@runledger/contracts';
import { applyRecord, LogGap, newPartition, type Applied, type Change, type LogRecord } from '@runledger/domain';

/** A record of `job-logs`; `line` is undefined where the bytes are none. */
export interface LogLineRecord {
  readonly partition: number;
  readonly offset: Offset;
  readonly appendTimeMs: number;
  readonly line: JobLogLine | undefined;
}

/** What a projection is handed, by the topic that it reads. */
export type ProjectedRecord = LogRecord | LogLineRecord;

/** A component said something. */
export interface LogLineWritten {
  readonly kind: 'logLine';
  readonly line: JobLogLine;
  readonly offset: Offset;
  readonly appendTimeMs: number;
}

/** What may have documents: changes of the project log's fold, and log lines. */
export type ProjectedChange = Change | LogLineWritten;

export type Folded =
  Exclude<Applied, { readonly kind: 'applied' }> | { readonly kind: 'applied'; readonly changes: readonly ProjectedChange[] };

/** How records of one partition become changes. */
export interface Folding {
  /** First offset that is not folded yet. */
  readonly next: Offset;
  /** Where and why it cannot go on. */
  readonly stopped: { readonly at: Offset; readonly reason: string } | undefined;
  /** @throws LogGap when a record is missing. */
  apply(record: ProjectedRecord): Folded;
}

export type ProjectedTopic = 'project-log' | 'job-logs';

export const foldingOf = (topic: ProjectedTopic, partition: number): Folding =>
  topic === 'job-logs' ? lines() : projectLog(partition);

const projectLog = (partition: number): Folding => {
  const state = newPartition(partition);
  return {
    get next() {
      return state.next;
    },
    get stopped() {
      return state.stopped;
    },
    apply: (record) => {
      if (!('decoded' in record)) throw new TypeError('a projection of the project log was handed a log line');
      return applyRecord(state, record);
    },
  };
};

/** Log lines are no facts that others depend on: bytes that are none are passed over. */
const lines = (): Folding => {
  let next = newPartition(0).next;
  return {
    get next() {
      return next;
    },
    stopped: undefined,
    apply: (record) => {
      if (record.offset !== next)
        throw new LogGap(`partition ${record.partition}: offset ${record.offset} came where ${next} was due`);
      next = (record.offset + 1) as Offset;
      if (!('line' in record) || record.line === undefined) return { kind: 'applied', changes: [] };
      const { line, offset, appendTimeMs } = record;
      return { kind: 'applied', changes: [{ kind: 'logLine', line, offset, appendTimeMs }] };
    },
  };
};
