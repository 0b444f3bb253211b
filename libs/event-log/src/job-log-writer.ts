import { encodeJobLogLine, partitionOf, TOPICS, type JobId, type JobLogLine } from '@runledger/contracts';
import type { Producer } from 'kafkajs';
import type { LogConnection } from './connection.js';
import { SILENT, type Diagnostics } from './diagnostics.js';
import { newEventId } from './event-id.js';
import { Lane, type Outgoing } from './lane.js';
import { bytesOf, type Message } from './outgoing.js';
import type { ReplacedClient } from './replaced-client.js';
import { sendBatchTo } from './send-batch.js';

export interface JobLogWriterOptions {
  readonly connection: LogConnection;
  /** Number of partitions of the log. */
  readonly partitions: number;
  readonly diagnostics?: Diagnostics;
  /** Bytes of lines that may wait for the broker; what comes beyond is counted, not kept. */
  readonly queuedBytesMax?: number;
}

interface QueuedLine extends Outgoing {
  readonly jobId: JobId;
}

/** What a job still has to say. */
interface Backlog {
  queued: number;
  /** The last line that was not kept, and how many were not. */
  dropped: { readonly last: JobLogLine; readonly count: number } | undefined;
  readonly waiting: Set<() => void>;
}

const QUEUED_BYTES_MAX = 16 * 1024 * 1024;

/**
 * Writes log lines of components. A line counts as written once the broker has acknowledged it; until then the same bytes are
 * sent again, so that it may stand in the log twice, in both places with the same id. While the broker is away lines wait up to
 * a number of bytes; how many came beyond it is said by a line of its own.
 */
export class JobLogWriter {
  private readonly producer: ReplacedClient<Producer>;
  private readonly lanes: readonly Lane<QueuedLine>[];
  private readonly backlogs = new Map<JobId, Backlog>();
  private readonly queuedBytesMax: number;
  private queuedBytes = 0;
  private lost = 0;
  private isClosed = false;

  constructor({ connection, partitions, diagnostics = SILENT, queuedBytesMax = QUEUED_BYTES_MAX }: JobLogWriterOptions) {
    this.queuedBytesMax = queuedBytesMax;
    // Not the producer of the events: megabytes of output must not stand before a start or an end of a job.
    this.producer = connection.producer();
    const send = sendBatchTo(connection, this.producer, TOPICS.jobLogs);
    this.lanes = Array.from(
      { length: partitions },
      (_, partition) =>
        new Lane<QueuedLine>({
          partition,
          send,
          diagnostics,
          isWanted: () => !this.isClosed,
          onAcknowledged: (line) => this.acknowledged(line),
        }),
    );
  }

  /** Lines that were not kept, since the start of this process. */
  get droppedCount(): number {
    return this.lost;
  }

  /**
   * Takes a line; never waits.
   * @returns whether it was kept.
   * @throws InvalidEvent when the line breaks its schema.
   */
  write(line: JobLogLine): boolean {
    const message: Message = { key: line.jobId, value: Buffer.from(encodeJobLogLine(line)) };
    const backlog = this.backlogOf(line.jobId);
    // Each job may have one line waiting whatever the others do: when that is written, its gap can be named.
    const isFull = backlog.queued > 0 && this.queuedBytes + bytesOf(message) > this.queuedBytesMax;
    if (this.isClosed || isFull || backlog.dropped !== undefined) {
      backlog.dropped = { last: line, count: (backlog.dropped?.count ?? 0) + 1 };
      this.lost += 1;
      return false;
    }
    this.enqueue(line.jobId, backlog, message);
    return true;
  }

  /**
   * Waits until every line of a job is in the log: before the job's end is reported, so that nobody sees it end without its last words.
   * @returns false when that took longer.
   */
  async flush(jobId: JobId, timeoutMs: number): Promise<boolean> {
    const backlog = this.backlogs.get(jobId);
    if (backlog === undefined) return true;
    return new Promise<boolean>((resolve) => {
      const finish = (isWritten: boolean) => {
        clearTimeout(timer);
        backlog.waiting.delete(written);
        resolve(isWritten);
      };
      const written = (): void => finish(true);
      const timer = setTimeout(() => finish(false), timeoutMs);
      backlog.waiting.add(written);
    });
  }

  /** Writes what is queued, at most for the given time, and disconnects. What is left then is counted as dropped. */
  async close(timeoutMs: number): Promise<void> {
    await Promise.all([...this.backlogs.keys()].map((jobId) => this.flush(jobId, timeoutMs)));
    this.isClosed = true;
    for (const { queued } of this.backlogs.values()) this.lost += queued;
    await this.producer.close();
  }

  private backlogOf(jobId: JobId): Backlog {
    const backlog = this.backlogs.get(jobId) ?? { queued: 0, dropped: undefined, waiting: new Set() };
    this.backlogs.set(jobId, backlog);
    return backlog;
  }

  private enqueue(jobId: JobId, backlog: Backlog, message: Message): void {
    const line: QueuedLine = { jobId, message, bytes: bytesOf(message), mayBeInLog: false };
    backlog.queued += 1;
    this.queuedBytes += line.bytes;
    this.lanes[partitionOf(jobId, this.lanes.length)]?.push(line);
  }

  private acknowledged({ jobId, bytes }: QueuedLine): void {
    this.queuedBytes -= bytes;
    const backlog = this.backlogOf(jobId);
    backlog.queued -= 1;
    if (backlog.queued > 0) return;
    if (backlog.dropped !== undefined) this.sayWhatWasDropped(jobId, backlog, backlog.dropped);
    else {
      this.backlogs.delete(jobId);
      for (const written of backlog.waiting) written();
    }
  }

  /** Once all that was kept is written, the gap is named, and the next line is kept again. */
  private sayWhatWasDropped(
    jobId: JobId,
    backlog: Backlog,
    { last, count }: { readonly last: JobLogLine; readonly count: number },
  ): void {
    backlog.dropped = undefined;
    const message = `${count} lines up to here were not kept: they came faster than the log could take them`;
    this.enqueue(jobId, backlog, {
      key: jobId,
      value: Buffer.from(encodeJobLogLine({ ...last, id: newEventId(), level: 'warn', message })),
    });
  }
}
