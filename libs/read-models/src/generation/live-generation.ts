import { ReadModelFailure } from '../failure.js';
import { modelSetOf, type Projection } from '../projection/projection.js';
import type { ReadStore } from '../store/read-store.js';
import { isDuplicateKey } from '../store/store-failure.js';
import { createGeneration, Generation } from './generation.js';

/** Names the generation that answers for a set of models. */
export interface PointerDocument {
  readonly _id: string;
  readonly owner: string;
  readonly models: readonly string[];
  readonly generation: number;
}

export const pointersOf = (store: ReadStore) => store.collection<PointerDocument>('pointers');

/** The generation that answers. One pointer document names it, so all models of an owner switch at once. */
export class LiveGeneration {
  readonly #store: ReadStore;
  readonly #projection: Projection;
  #current: Generation | undefined;
  /** Connections that the store had when the pointer was last read. */
  #epoch = -1;

  constructor(store: ReadStore, projection: Projection) {
    this.#store = store;
    this.#projection = projection;
  }

  /** What the pointer named when it was last read; undefined while nothing is known or the store was found empty. */
  get current(): Generation | undefined {
    return this.#current;
  }

  /** Whether no other server can have taken the store's place since the pointer was read. */
  get isFresh(): boolean {
    return this.#epoch === this.#store.epoch;
  }

  /** Reads the pointer again. */
  async refresh(): Promise<Generation | undefined> {
    let epoch: number;
    let pointer: PointerDocument | null;
    do {
      epoch = this.#store.epoch;
      pointer = await this.#store.run(() => pointersOf(this.#store).findOne({ _id: modelSetOf(this.#projection) }));
    } while (epoch !== this.#store.epoch);
    this.#epoch = epoch;
    if (pointer === null) this.#current = undefined;
    else if (pointer.generation !== this.#current?.number)
      this.#current = new Generation(this.#store, pointer.generation, this.#projection.models);
    return this.#current;
  }

  /** The live generation; when there is none yet, or the store was replaced by an empty one, a new one to be filled from offset 0. */
  async open(): Promise<Generation> {
    const found = await this.refresh();
    if (found !== undefined) return found;
    const created = await createGeneration(this.#store, this.#projection.models);
    try {
      await this.#store.run(() => pointersOf(this.#store).insertOne(this.#pointerTo(created)));
    } catch (error) {
      if (!(error instanceof Error && isDuplicateKey(error.cause))) throw error;
      await created.drop();
    }
    return (await this.refresh()) ?? created;
  }

  /**
   * Lets another generation answer.
   * @throws ReadModelFailure `GENERATION_LOST` when `from` is not the live one any more.
   */
  async switchTo(generation: Generation, from: Generation): Promise<void> {
    const { matchedCount } = await this.#store.run(() =>
      pointersOf(this.#store).updateOne(
        { _id: modelSetOf(this.#projection), generation: from.number },
        { $set: { generation: generation.number } },
      ),
    );
    if (matchedCount === 0)
      throw new ReadModelFailure('GENERATION_LOST', 'Another generation went live meanwhile. Ask for the rebuild again.');
    this.#current = generation;
  }

  #pointerTo({ number }: Generation): PointerDocument {
    return {
      _id: modelSetOf(this.#projection),
      owner: this.#projection.owner,
      models: this.#projection.models.map(({ name }) => name),
      generation: number,
    };
  }
}
