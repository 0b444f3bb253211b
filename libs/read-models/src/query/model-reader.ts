import type { Offset, ProjectId } from '@runledger/contracts';
import type { Filter as StoreFilter } from 'mongodb';
import { ReadModelFailure } from '../failure.js';
import type { Generation } from '../generation/generation.js';
import type { LiveGeneration } from '../generation/live-generation.js';
import { storedIdOf, type DocumentId, type StoredDocument } from '../model/document.js';
import type { KeyKinds, KeysOf, Model } from '../model/model.js';
import type { ReadStore } from '../store/read-store.js';
import { storeFilterOf, type Filter } from './filter.js';

/** A document as a query gives it. */
export interface FoundDocument<Kinds extends KeyKinds> {
  readonly id: string;
  /** The keys as the projection wrote them. */
  readonly keys: KeysOf<Kinds>;
  /** The answer, one JSON string. */
  readonly body: string;
  /** Offset of the last event that the document covers, in its project's partition. */
  readonly position: Offset;
}

export interface SortKey<Kinds extends KeyKinds> {
  readonly key: keyof Kinds & string;
  readonly direction: 'ascending' | 'descending';
}

export interface Selection<Kinds extends KeyKinds> {
  /** Always given: no query reaches across projects. */
  readonly project: ProjectId;
  readonly filter?: Filter<Kinds>;
}

export interface Query<Kinds extends KeyKinds> extends Selection<Kinds> {
  /** Documents that are equal in all of these keep a fixed order, by id. Null sorts before every value. */
  readonly sort?: readonly SortKey<Kinds>[];
  readonly skip?: number;
  readonly limit: number;
}

export const QUERY_LIMIT_MAX = 10_000;
/** What a store can count; no collection is that long. */
const SKIP_MAX = 2 ** 31 - 1;
const QUERY_MS_MAX = 15_000;

/**
 * Queries on the live generation of one owner's models.
 * Every method throws `READ_STORE_UNAVAILABLE` while the store is away or has just been replaced by an empty one.
 */
export class ModelReader {
  constructor(
    private readonly store: ReadStore,
    private readonly live: LiveGeneration,
    /** Whether documents that were there before may be missing now. */
    private readonly isRefilling: () => boolean,
  ) {}

  async get<Kinds extends KeyKinds>(model: Model<Kinds>, id: DocumentId): Promise<FoundDocument<Kinds> | undefined> {
    const found = await this.#read((generation) => generation.documents(model.name).findOne({ _id: storedIdOf(id) }));
    return found === null || found.deleted === true ? undefined : foundDocument(model, found);
  }

  /** @throws ReadModelFailure `QUERY_INVALID` when `limit` or `skip` is no count within bounds. */
  async find<Kinds extends KeyKinds>(model: Model<Kinds>, query: Query<Kinds>): Promise<readonly FoundDocument<Kinds>[]> {
    const { sort = [], skip = 0, limit } = query;
    if (!isCount(skip) || !isCount(limit) || limit > QUERY_LIMIT_MAX) {
      throw new ReadModelFailure(
        'QUERY_INVALID',
        `skip and limit must be whole numbers from 0, limit at most ${QUERY_LIMIT_MAX}.`,
      );
    }
    // A limit of 0 would mean no limit to the store.
    if (limit === 0 || skip > SKIP_MAX) return [];
    const found = await this.#read((generation) =>
      generation
        .documents(model.name)
        .find(selectionOf(query), { sort: storeSortOf(sort), skip, limit, maxTimeMS: QUERY_MS_MAX })
        .toArray(),
    );
    return found.map((document) => foundDocument(model, document));
  }

  async count<Kinds extends KeyKinds>(model: Model<Kinds>, selection: Selection<Kinds>): Promise<number> {
    return this.#read((generation) =>
      generation.documents(model.name).countDocuments(selectionOf(selection), { maxTimeMS: QUERY_MS_MAX }),
    );
  }

  /** A read counts only when no new connection was made during it: behind one, an empty store may answer. */
  async #read<Result>(query: (generation: Generation) => Promise<Result>): Promise<Result> {
    for (;;) {
      const generation = this.live.isFresh ? this.live.current : await this.live.refresh();
      if (generation === undefined || this.isRefilling()) {
        throw new ReadModelFailure(
          'READ_STORE_UNAVAILABLE',
          'The read store is empty and is being filled from the log. Try again in a moment.',
        );
      }
      const result = await this.store.run(() => query(generation));
      if (this.live.isFresh) return result;
    }
  }
}

const isCount = (value: number): boolean => Number.isInteger(value) && value >= 0;

/** Flat where it can be: the embedded store takes twice as long over the same conditions inside an `$and`. */
const selectionOf = <Kinds extends KeyKinds>({ project, filter }: Selection<Kinds>): StoreFilter<StoredDocument> => ({
  project: { $eq: project },
  deleted: { $exists: false },
  ...(filter === undefined ? {} : { $and: [storeFilterOf(filter)] }),
});

/** Ends with the id in the direction of the key before it, so that pages do not overlap and an index can be read either way. */
const storeSortOf = <Kinds extends KeyKinds>(sort: readonly SortKey<Kinds>[]): Record<string, 1 | -1> => {
  const directionOf = (key: SortKey<Kinds> | undefined) => (key?.direction === 'descending' ? -1 : 1);
  return { ...Object.fromEntries(sort.map((key) => [key.key, directionOf(key)])), _id: directionOf(sort.at(-1)) };
};

/** The boundary: what our own projection wrote becomes a typed document again. */
const foundDocument = <Kinds extends KeyKinds>(model: Model<Kinds>, stored: StoredDocument): FoundDocument<Kinds> => ({
  id: stored.id,
  keys: Object.fromEntries(Object.keys(model.keys).map((key) => [key, stored[key] ?? null])) as KeysOf<Kinds>,
  body: stored.body ?? 'null',
  position: stored.position as Offset,
});
