import type { Offset } from '@runledger/contracts';
import { LogFailure } from './failure.js';

/** End offset per partition: where the next record will stand. */
export type Ends = ReadonlyMap<number, Offset>;

/**
 * End offsets, asked once for all who wait. A request that comes while one is under way waits for the next:
 * the answer under way may be older than what the caller has just seen happen.
 */
export class EndOffsets {
  private current: Promise<Ends> | undefined;
  private following: Promise<Ends> | undefined;

  constructor(private readonly ask: () => Promise<Ends>) {}

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
      return await this.ask();
    } catch (error) {
      throw new LogFailure('KAFKA_UNAVAILABLE', 'the log cannot be reached', { cause: error });
    } finally {
      if (this.following === undefined) this.current = undefined;
    }
  }
}
