import type { Offset } from '@runledger/contracts';
import type { Admin } from 'kafkajs';
import { LogFailure } from './failure.js';
import { offsetOf } from './log-source.js';
import type { ReplacedClient } from './replaced-client.js';

type Ends = ReadonlyMap<number, Offset>;

/**
 * End offsets of a topic, asked once for all who wait. A request that comes while one is under way waits for the next:
 * the answer under way may be older than what the caller has just seen happen.
 */
export class EndOffsets {
  private current: Promise<Ends> | undefined;
  private following: Promise<Ends> | undefined;

  constructor(
    private readonly admin: ReplacedClient<Admin>,
    private readonly topic: string,
  ) {}

  /** @throws LogFailure KAFKA_UNAVAILABLE when the broker does not answer. */
  latest(): Promise<Ends> {
    if (this.current === undefined) return (this.current = this.fetch());
    this.following ??= this.current.then(
      () => this.startFollowing(),
      () => this.startFollowing(),
    );
    return this.following;
  }

  private startFollowing(): Promise<Ends> {
    this.following = undefined;
    return (this.current = this.fetch());
  }

  private async fetch(): Promise<Ends> {
    try {
      const offsets = await this.admin.use((client) => client.fetchTopicOffsets(this.topic));
      return new Map(offsets.map(({ partition, high }) => [partition, offsetOf(high)]));
    } catch (error) {
      throw new LogFailure('KAFKA_UNAVAILABLE', 'the log cannot be reached', { cause: error });
    } finally {
      if (this.following === undefined) this.current = undefined;
    }
  }
}
