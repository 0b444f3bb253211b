import type { Offset } from '@runledger/contracts';
import type { StoredDocument } from '../model/document.js';
import type { AnyModel } from '../model/model.js';
import type { ReadStore } from '../store/read-store.js';
import { LOG_START } from '../projection/partition-projection.js';
import { isDuplicateKey } from '../store/store-failure.js';

/** How far a generation covers one partition. Written after the documents that it covers. */
interface CheckpointDocument {
  readonly _id: string;
  readonly generation: number;
  readonly partition: number;
  /** First offset that is not covered. */
  readonly next: number;
}

interface CounterDocument {
  readonly _id: string;
  readonly last: number;
}

const collectionName = (model: string, generation: number): string => `${model}_g${generation}`;
const generationOf = (collection: string, models: readonly AnyModel[]): number | undefined => {
  const [, model, generation] = /^(.+)_g(\d+)$/.exec(collection) ?? [];
  return models.some(({ name }) => name === model) ? Number(generation) : undefined;
};

const checkpointId = (generation: number, partition: number): string => `g${generation}/${partition}`;
const checkpointsOf = (store: ReadStore) => store.collection<CheckpointDocument>('checkpoints');

/** One complete set of an owner's collections with its checkpoints. A rebuild fills the next one beside the one that answers. */
export class Generation {
  constructor(
    readonly store: ReadStore,
    readonly number: number,
    readonly models: readonly AnyModel[],
  ) {}

  documents(model: string) {
    return this.store.collection<StoredDocument>(collectionName(model, this.number));
  }

  /** Where to begin writing; a partition that this generation has not seen begins at 0. */
  async openPartition(partition: number): Promise<Offset> {
    const _id = checkpointId(this.number, partition);
    try {
      await this.store.run(() => checkpointsOf(this.store).insertOne({ _id, generation: this.number, partition, next: 0 }));
    } catch (error) {
      if (!(error instanceof Error && isDuplicateKey(error.cause))) throw error;
    }
    return (await this.checkpoints()).get(partition) ?? LOG_START;
  }

  /** First uncovered offset of each partition that was ever opened. */
  async checkpoints(): Promise<ReadonlyMap<number, Offset>> {
    const found = await this.store.run(() => checkpointsOf(this.store).find({ generation: this.number }).toArray());
    return new Map(found.map(({ partition, next }) => [partition, next as Offset]));
  }

  /** Whether every partition is covered up to these offsets. */
  async covers(ends: ReadonlyMap<number, Offset>): Promise<boolean> {
    const checkpoints = await this.checkpoints();
    return Array.from(ends).every(([partition, end]) => (checkpoints.get(partition) ?? 0) >= end);
  }

  /**
   * Moves a checkpoint forward.
   * @returns false when the generation is not there any more: dropped, or the store was replaced by an empty one.
   */
  async cover(partition: number, next: Offset): Promise<boolean> {
    const _id = checkpointId(this.number, partition);
    const guard = this.store.kind === 'mongodb' ? { next: { $lt: next } } : {};
    const { matchedCount } = await this.store.run(() =>
      checkpointsOf(this.store).updateOne({ _id, ...guard }, { $set: { next } }),
    );
    if (matchedCount > 0) return true;
    return (await this.store.run(() => checkpointsOf(this.store).findOne({ _id }))) !== null;
  }

  async drop(): Promise<void> {
    const names = new Set(await this.store.collectionNames());
    for (const { name } of this.models) {
      const collection = collectionName(name, this.number);
      if (names.has(collection)) await this.store.drop(collection);
    }
    await this.store.run(() => checkpointsOf(this.store).deleteMany({ generation: this.number }));
  }
}

/** A number that no generation has had before, with empty collections and the indexes of its models. */
export const createGeneration = async (store: ReadStore, models: readonly AnyModel[]): Promise<Generation> => {
  const counter = await store.run(() =>
    store
      .collection<CounterDocument>('counters')
      .findOneAndUpdate({ _id: 'generation' }, { $inc: { last: 1 } }, { upsert: true, returnDocument: 'after' }),
  );
  const generation = new Generation(store, counter?.last ?? 1, models);
  // The embedded store keeps other indexes than unique ones without using them.
  if (store.kind === 'mongodb') for (const model of models) await createIndexes(generation, model);
  return generation;
};

const createIndexes = async (generation: Generation, { name, indexes }: AnyModel): Promise<void> => {
  for (const keys of [[], ...indexes]) {
    const index = Object.fromEntries(['project', ...keys, '_id'].map((key) => [key, 1 as const]));
    await generation.store.run(() => generation.documents(name).createIndex(index));
  }
};

/** Generations of these models that have a collection or a checkpoint in the store. */
export const storedGenerations = async (store: ReadStore, models: readonly AnyModel[]): Promise<readonly Generation[]> => {
  const numbers = (await store.collectionNames()).flatMap((name) => generationOf(name, models) ?? []);
  return Array.from(new Set(numbers), (number) => new Generation(store, number, models));
};
