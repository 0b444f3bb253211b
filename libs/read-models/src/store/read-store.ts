import { MongoClient, type Collection, type Document } from 'mongodb';
import { failureOf } from './store-failure.js';

/**
 * - `embedded`: one process writes a collection and needs no guard; the server loses everything when it stops.
 * - `mongodb`: replicas may write the same document, so each write is guarded by its position.
 */
export type ReadStoreKind = 'embedded' | 'mongodb';

export interface ReadStoreOptions {
  /** Connection string; its path names the database. */
  readonly url: string;
  readonly kind: ReadStoreKind;
  /** How long an operation waits for a server to be there. Short: a reader answers 503 rather than hang. */
  readonly selectionTimeoutMs?: number;
  /** How long one operation may take on the wire. */
  readonly socketTimeoutMs?: number;
}

/** A server that is busy or collects garbage for a moment is not away; one that is silent for longer interrupts what waits for it. */
const HEARTBEAT_MS_MAX = 5_000;

/**
 * The connection to the read store. Opens on first use, reconnects by itself, and gives every failure as a
 * `ReadModelFailure`: `READ_STORE_UNAVAILABLE` when trying again helps, `READ_STORE_REFUSED` when it does not.
 */
export class ReadStore {
  readonly kind: ReadStoreKind;
  readonly #client: MongoClient;
  #connections = 0;

  constructor({ url, kind, selectionTimeoutMs = 1_500, socketTimeoutMs = 20_000 }: ReadStoreOptions) {
    this.kind = kind;
    this.#client = new MongoClient(url, {
      serverSelectionTimeoutMS: selectionTimeoutMs,
      connectTimeoutMS: HEARTBEAT_MS_MAX,
      socketTimeoutMS: socketTimeoutMs,
      heartbeatFrequencyMS: 1_000,
      maxPoolSize: 20,
      retryWrites: false,
      // What is acknowledged must survive a change of primary: the projector never writes it again.
      ...(kind === 'mongodb' ? { writeConcern: { w: 'majority' as const, wtimeoutMS: socketTimeoutMs } } : {}),
    });
    this.#client.on('connectionReady', () => (this.#connections += 1));
  }

  /** Grows with every new connection: while it stands still, the server cannot have been replaced by an empty one. */
  get epoch(): number {
    return this.#connections;
  }

  /** Resolves when the server answers; for health checks. */
  async ping(): Promise<void> {
    await this.run(() => this.#client.db().command({ ping: 1 }));
  }

  async close(): Promise<void> {
    await this.#client.close();
  }

  /** Runs an operation of the driver and translates its failures. */
  async run<Result>(operation: () => Promise<Result>): Promise<Result> {
    try {
      return await operation();
    } catch (error) {
      throw failureOf(error);
    }
  }

  collection<Schema extends Document>(name: string): Collection<Schema> {
    return this.#client.db().collection<Schema>(name);
  }

  async collectionNames(): Promise<readonly string[]> {
    const listed = await this.run(() => this.#client.db().listCollections({}, { nameOnly: true }).toArray());
    return listed.map(({ name }) => name);
  }

  async drop(name: string): Promise<void> {
    await this.run(() => this.#client.db().dropCollection(name));
  }
}
