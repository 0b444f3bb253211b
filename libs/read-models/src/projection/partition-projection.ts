import { setImmediate as nextTurn } from 'node:timers/promises';
import type { Offset } from '@runledger/contracts';
import { LogGap, newPartition } from '@runledger/domain';
import { storedDocumentOf, type StoredDocument } from '../model/document.js';
import { foldingOf, type Folding, type ProjectedChange, type ProjectedRecord } from './folding.js';
import type { Projection } from './projection.js';

/** What the reader of the log has to do next: go on, or read this partition again from an earlier offset. */
export type Handled = { readonly kind: 'done' } | { readonly kind: 'rewind'; readonly to: Offset };
const DONE: Handled = { kind: 'done' };

/** Offset of the first record of every partition. */
export const LOG_START: Offset = newPartition(0).next;

/** Longer turns would delay every request of the service. */
const TURN_MS_MAX = 10;
const RECORDS_BETWEEN_LOOKS_AT_THE_CLOCK = 64;

/** The object that a change is about: its documents are built from it once per batch, however often it has changed. */
const subjectOf = (change: ProjectedChange): object => {
  switch (change.kind) {
    case 'project':
      return change.project;
    case 'token':
      return change.token;
    case 'configuration':
      return change.configuration;
    case 'configurationVersion':
      return change.version;
    case 'job':
      return change.job;
    case 'bucket':
      return change.bucket;
    case 'table':
      return change.table;
    case 'tableVersion':
      return change.version;
    case 'storageJob':
      return change.storageJob;
    case 'file':
      return change.file;
    case 'event':
    case 'logLine':
      return change;
  }
};

/** A change whose documents are not written yet. */
interface Touch {
  change: ProjectedChange;
  offset: Offset;
  /** Rank of the change among all of this partition: of two objects with one document the later has the word. */
  rank: number;
}

/** Documents as the last changes of a batch left them, each once, by model. */
export type TouchedDocuments = ReadonlyMap<string, readonly StoredDocument[]>;

/** Folds one partition from its first record and remembers which documents have changed since they were last written. No IO. */
export class PartitionProjection {
  readonly #projection: Projection;
  readonly #concerns: ReadonlySet<ProjectedChange['kind']>;
  readonly #partition: number;
  readonly #state: Folding;
  readonly #touches = new Map<object, Touch>();
  #rank = 0;
  /** Offset that the reader has to hand over next; beyond `next` while the fold is stopped. */
  #due: number = LOG_START;
  /** Offset that the reader was last asked to go back to. */
  #askedFor: number | undefined;

  constructor(projection: Projection, partition: number) {
    this.#projection = projection;
    this.#concerns = new Set(projection.concerns);
    this.#partition = partition;
    this.#state = foldingOf(projection.source ?? 'project-log', partition);
  }

  /** First offset that is not folded yet. */
  get next(): Offset {
    return this.#state.next;
  }

  /** Where and why the fold cannot go on. */
  get stopped(): { readonly at: Offset; readonly reason: string } | undefined {
    return this.#state.stopped;
  }

  /**
   * Folds records, skipping those that were folded before; gives way to other work every 10 ms.
   * @param writesFrom changes before this offset have their documents in the store already.
   * @throws LogGap when a record is missing.
   */
  async fold(records: readonly ProjectedRecord[], writesFrom: Offset): Promise<Handled> {
    let turnEndsMs = performance.now() + TURN_MS_MAX;
    let untilLook = RECORDS_BETWEEN_LOOKS_AT_THE_CLOCK;
    for (const record of records) {
      if (record.offset < this.#due) continue;
      if (record.offset > this.#due) return this.#backToDue(record);
      this.#due = record.offset + 1;
      this.#askedFor = undefined;
      const applied = this.#state.apply(record);
      if (applied.kind === 'rewind') {
        this.#due = applied.to;
        return applied;
      }
      if (applied.kind === 'applied' && record.offset >= writesFrom) this.#touch(applied.changes, record.offset);
      untilLook -= 1;
      if (untilLook > 0) continue;
      untilLook = RECORDS_BETWEEN_LOOKS_AT_THE_CLOCK;
      if (performance.now() < turnEndsMs) continue;
      await nextTurn();
      turnEndsMs = performance.now() + TURN_MS_MAX;
    }
    return DONE;
  }

  /** Documents of everything that has changed since `written`, in the state it has now. */
  touched(): TouchedDocuments {
    const latest = new Map<string, Map<string, { rank: number; document: StoredDocument }>>();
    for (const { change, offset, rank } of this.#touches.values()) {
      for (const documentChange of this.#projection.documentsOf(change)) {
        const ofModel = latest.get(documentChange.model) ?? new Map<string, { rank: number; document: StoredDocument }>();
        latest.set(documentChange.model, ofModel);
        const document = storedDocumentOf(documentChange, this.#partition, offset);
        if ((ofModel.get(document._id)?.rank ?? -1) <= rank) ofModel.set(document._id, { rank, document });
      }
    }
    return new Map(Array.from(latest, ([model, ofModel]) => [model, Array.from(ofModel.values(), ({ document }) => document)]));
  }

  written(): void {
    this.#touches.clear();
  }

  #touch(changes: readonly ProjectedChange[], offset: Offset): void {
    for (const change of changes) {
      if (!this.#concerns.has(change.kind)) continue;
      const subject = subjectOf(change);
      const rank = this.#rank++;
      const touch = this.#touches.get(subject);
      if (touch === undefined) {
        this.#touches.set(subject, { change, offset, rank });
        continue;
      }
      touch.change = change;
      touch.offset = offset;
      touch.rank = rank;
    }
  }

  /** A reader that knows nothing of this fold may begin anywhere; what is still missing after it was asked is lost. */
  #backToDue(record: ProjectedRecord): Handled {
    if (this.#askedFor === this.#due) {
      throw new LogGap(`partition ${record.partition}: offset ${record.offset} came where ${this.#due} was due`);
    }
    this.#askedFor = this.#due;
    return { kind: 'rewind', to: this.next };
  }
}
