import type { Decoded, Offset, ProjectId } from '@runledger/contracts';
import type { ProjectState } from '../project/project.js';
import { emptyEventMemory, type EventMemory } from './event-memory.js';
import { emptyIntervalSet, type IntervalSet } from './interval-set.js';
import { judge } from './judge.js';
import type { Change, Happened } from './step.js';
import { voidBecause, type Verdict } from './verdict.js';

/** Newest version of the rules that this build knows. Every change of a verdict is a new one (design section 3). */
export const RULES_KNOWN = 1;

/** A record of `project-log` as a consumer hands it to a fold. */
export interface LogRecord {
  readonly partition: number;
  readonly offset: Offset;
  /** Append time given by the broker, milliseconds since the epoch. */
  readonly appendTimeMs: number;
  readonly decoded: Decoded;
}

/** The fold of one partition: pure in the sense that its state follows from the records alone. Owned by one consumer, changed in place. */
export interface PartitionState {
  readonly partition: number;
  /** Offset that must come next. */
  next: Offset;
  /** Append time of the last record. */
  appendTimeMs: number;
  /** 0 until `LogOpened`. */
  partitions: number;
  rules: number;
  readonly projects: Map<ProjectId, ProjectState>;
  /** Decimal ids that events have ever used: the natural key of jobs, storage jobs, files and tokens. */
  readonly usedIds: IntervalSet;
  readonly memory: EventMemory;
  readonly declaredVoid: Set<number>;
  /** Where and why this partition cannot be folded any further. */
  stopped: { readonly at: Offset; readonly reason: string } | undefined;
}

export const newPartition = (partition: number): PartitionState => ({
  partition,
  next: offsetOf(0),
  appendTimeMs: 0,
  partitions: 0,
  rules: 0,
  projects: new Map(),
  usedIds: emptyIntervalSet(),
  memory: emptyEventMemory(),
  declaredVoid: new Set(),
  stopped: undefined,
});

/**
 * - `applied`: the record was judged; `changes` is empty when it is void.
 * - `stopped`: the record cannot be judged by this build; the reader goes on calling, without effect, until a `RecordVoided` comes.
 * - `rewind`: that event came; read again from `to`.
 */
export type Applied =
  | { readonly kind: 'applied'; readonly verdict: Verdict; readonly changes: readonly Change[] }
  | { readonly kind: 'stopped'; readonly reason: string }
  | { readonly kind: 'rewind'; readonly to: Offset };

/** Thrown when records are missing: a decider never skips. */
export class LogGap extends Error {
  override readonly name = 'LogGap';
  readonly code = 'LOG_GAP';
}

const offsetOf = (value: number): Offset => value as Offset;
const skipped = (verdict: Verdict): Applied => ({ kind: 'applied', verdict, changes: [] });

/**
 * Folds one record. Records must come in order of offset without a gap.
 * @throws LogGap when the offset is not the next one.
 */
export const applyRecord = (state: PartitionState, record: LogRecord): Applied => {
  if (state.stopped !== undefined) return lookForRecordVoided(state, state.stopped.at, record);
  if (record.offset !== state.next) throw new LogGap(`partition ${state.partition}: offset ${record.offset} came where ${state.next} was due`);

  const reason = whyStopped(state, record);
  if (reason !== undefined) {
    state.stopped = { at: record.offset, reason };
    return { kind: 'stopped', reason };
  }
  state.next = offsetOf(record.offset + 1);
  state.appendTimeMs = record.appendTimeMs;
  if (state.declaredVoid.has(record.offset)) return skipped(voidBecause('declaredVoid'));
  const { decoded } = record;
  if (decoded.kind === 'skipped') return skipped({ effective: true });
  if (decoded.kind !== 'event') return skipped(voidBecause('undecodable'));
  const { event } = decoded;
  const { verdict, changes } = judge(state, event, record);
  if (!verdict.effective) return skipped(verdict);
  const happened: Happened = { kind: 'event', event, partition: state.partition, offset: record.offset, appendTimeMs: record.appendTimeMs, changed: changes };
  return { kind: 'applied', verdict, changes: [...changes, happened] };
};

/** A decider meets something that other builds may judge differently: it stops, it never skips (log review F2). */
const whyStopped = (state: PartitionState, { offset, decoded }: LogRecord): string | undefined => {
  if (state.declaredVoid.has(offset)) return undefined;
  if (decoded.kind === 'unknown') return `${decoded.type} version ${decoded.version} cannot be read by this build: ${decoded.reason}`;
  if (decoded.kind !== 'event') return undefined;
  const { event } = decoded;
  if (event.type === 'RulesActivated' && event.data.rules > RULES_KNOWN) return `rules ${event.data.rules} are newer than this build (${RULES_KNOWN})`;
  if (event.type === 'LogOpened' && event.data.rules > RULES_KNOWN) return `rules ${event.data.rules} are newer than this build (${RULES_KNOWN})`;
  if (event.type !== 'LogOpened' && state.partitions === 0) return 'the partition does not begin with LogOpened';
  return undefined;
};

/** While stopped, only an operator's `RecordVoided` for that very record counts; replay does the same. */
const lookForRecordVoided = (state: PartitionState, at: Offset, { decoded }: LogRecord): Applied => {
  const reason = state.stopped?.reason ?? '';
  if (decoded.kind !== 'event' || decoded.event.type !== 'RecordVoided' || decoded.event.data.offset !== at) return { kind: 'stopped', reason };
  state.declaredVoid.add(at);
  state.stopped = undefined;
  return { kind: 'rewind', to: at };
};
