import type { Admin } from 'kafkajs';
import type { LogConnection } from './connection.js';
import type { Diagnostics } from './diagnostics.js';
import { isLogFailure } from './failure.js';
import type { ReplacedClient } from './replaced-client.js';
import { assertTopics } from './topics.js';

export interface TopicWatchOptions {
  readonly connection: LogConnection;
  readonly admin: ReplacedClient<Admin>;
  readonly diagnostics: Diagnostics;
  readonly intervalMs: number;
}

/** Looks at the settings of the topics at start and from time to time: an operator, or a tool of his, may change them. */
export class TopicWatch {
  private timer: NodeJS.Timeout | undefined;
  private found: string | undefined;
  private partitions = 0;

  constructor(private readonly options: TopicWatchOptions) {}

  /** Why nothing may be appended at the moment. */
  get problem(): string | undefined {
    return this.found;
  }

  /**
   * @returns the number of partitions of the project log.
   * @throws LogFailure TOPIC_UNSAFE when the broker does not keep what the design needs.
   */
  async start(): Promise<number> {
    const { admin, connection, intervalMs } = this.options;
    this.partitions = await admin.use((client) => assertTopics(client, connection));
    this.timer = setInterval(() => void this.check(), intervalMs);
    this.timer.unref();
    return this.partitions;
  }

  stop(): void {
    clearInterval(this.timer);
  }

  private async check(): Promise<void> {
    const { admin, connection, diagnostics } = this.options;
    try {
      const partitions = await admin.use((client) => assertTopics(client, connection));
      this.found =
        partitions === this.partitions
          ? undefined
          : `the log had ${this.partitions} partitions and has ${partitions} now; their number must not change`;
    } catch (error) {
      // Only a broker that answers can be found unsafe; one that does not is another problem.
      if (!isLogFailure(error) || error.code !== 'TOPIC_UNSAFE') return;
      this.found = error.message;
    }
    if (this.found !== undefined)
      diagnostics.error({ problem: this.found }, 'the topics are not safe any more, nothing is appended');
  }
}
