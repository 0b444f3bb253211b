import { isLogFailure, LogFailure } from './failure.js';

interface KafkaClient {
  connect(): Promise<void>;
  disconnect(): Promise<void>;
}

/**
 * A kafkajs client that is replaced by a new one after each failure. kafkajs goes on using a connection on which nothing is
 * answered any more, and addresses and leaders that were true before an outage; a new client asks again.
 */
export class ReplacedClient<Client extends KafkaClient> {
  private current: Promise<Client> | undefined;
  private isClosed = false;

  constructor(private readonly create: () => Client) {}

  /**
   * @throws LogFailure KAFKA_UNAVAILABLE when there is no connection, so that certainly nothing was done; else what `work` throws.
   */
  async use<Answer>(work: (client: Client) => Promise<Answer>): Promise<Answer> {
    if (this.isClosed) throw new LogFailure('KAFKA_UNAVAILABLE', 'the connection to the broker is closed');
    const current = (this.current ??= this.connected());
    let client: Client;
    try {
      client = await current;
    } catch (error) {
      this.forget(current);
      throw new LogFailure('KAFKA_UNAVAILABLE', 'the broker cannot be reached', { cause: error });
    }
    try {
      return await work(client);
    } catch (error) {
      if (!isLogFailure(error)) this.forget(current);
      throw error;
    }
  }

  async close(): Promise<void> {
    this.isClosed = true;
    const current = this.current;
    this.current = undefined;
    await current?.then((client) => client.disconnect()).catch(() => undefined);
  }

  private async connected(): Promise<Client> {
    const client = this.create();
    await client.connect();
    return client;
  }

  /** Not awaited: a disconnect waits for requests under way, whose answers may still come and are wanted by others. */
  private forget(current: Promise<Client>): void {
    if (this.current !== current) return;
    this.current = undefined;
    void current.then((client) => client.disconnect()).catch(() => undefined);
  }
}
