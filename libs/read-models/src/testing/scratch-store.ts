import { randomUUID } from 'node:crypto';
import { MongoClient } from 'mongodb';
import type { Generation } from '../generation/generation.js';
import type { StoredDocument } from '../model/document.js';
import { ReadStore, type ReadStoreKind } from '../store/read-store.js';

/** The server that `npm test`, or the set-up of a single run, has started. */
export const serverUrl = (): URL => {
  const url = process.env['MONGODB_URL'];
  if (url === undefined) throw new Error('MONGODB_URL is not set: run these specs through Jest with the engine set-up');
  return new URL(url);
};

/** A database of its own, gone after the test. */
export class ScratchStore {
  readonly store: ReadStore;
  readonly #client = new MongoClient(serverUrl().href, { retryWrites: false });
  readonly #others: ReadStore[] = [];

  /** @param through host and port to reach the server by, when it is not to be reached directly. */
  constructor(
    readonly kind: ReadStoreKind = 'embedded',
    private readonly through: string = serverUrl().host,
    private readonly database = `spec_${randomUUID().replaceAll('-', '')}`,
  ) {
    this.store = this.#connect();
  }

  /** One more connection, as another process would have. */
  another(): ReadStore {
    const store = this.#connect();
    this.#others.push(store);
    return store;
  }

  /** What remains of an embedded store when its process starts again. */
  async empty(): Promise<void> {
    await this.#client.db(this.database).dropDatabase();
  }

  /** Every document of a generation as it is stored. */
  async dump({ number, models }: Generation): Promise<readonly StoredDocument[]> {
    const dumps = models.map(({ name }) =>
      this.#client
        .db(this.database)
        .collection<StoredDocument>(`${name}_g${number}`)
        .find({}, { sort: { _id: 1 } })
        .toArray(),
    );
    return (await Promise.all(dumps)).flat();
  }

  async collectionNames(): Promise<readonly string[]> {
    const collections = await this.#client.db(this.database).listCollections().toArray();
    return collections.map(({ name }) => name).sort();
  }

  async remove(): Promise<void> {
    for (const store of [this.store, ...this.#others]) await store.close();
    await this.empty();
    await this.#client.close();
  }

  #connect(): ReadStore {
    const url = serverUrl();
    url.host = this.through;
    url.pathname = `/${this.database}`;
    return new ReadStore({ url: url.href, kind: this.kind, selectionTimeoutMs: 300 });
  }
}
