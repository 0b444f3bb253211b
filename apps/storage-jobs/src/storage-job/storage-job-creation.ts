import { Injectable } from '@nestjs/common';
import type { Json, StorageJobId, StorageOperation, StorageTask, TableId } from '@runledger/contracts';
import { Ledger, newEvent, Payloads } from '@runledger/event-log';
import { actorOf, untilFolded } from '@runledger/ledger-module';
import { ApiError, type AuthenticatedToken, type RequestContext } from '@runledger/service-kit';
import { storageJobBody } from './storage-job-body.js';

/** An answer is held for so long: a client that sees its job ended at once does not start to poll (design section 5). */
const ANSWER_HELD_MS = 1_000;

/** What one event can carry, with room for the rest of it. */
const TASK_BYTES_MAX = 256 * 1024;

/** What a client asks for. */
export interface StorageOrder {
  readonly operation: StorageOperation;
  readonly tableId: TableId | null;
  /** Writers of one table run one at a time. */
  readonly writes: boolean;
  readonly task: StorageTask;
  /** Mirrors the request (contract 3.3). */
  readonly operationParams: Json;
}

@Injectable()
export class StorageJobCreation {
  constructor(
    private readonly ledger: Ledger,
    private readonly payloads: Payloads,
  ) {}

  /**
   * Accepts a storage job, and answers with it once it has ended or a second has passed.
   * @throws ApiError 400 when the request is too large for the log.
   */
  async create(token: AuthenticatedToken, request: RequestContext, { operationParams, ...order }: StorageOrder): Promise<object> {
    const taskBytes = Buffer.byteLength(JSON.stringify(order.task));
    if (taskBytes > TASK_BYTES_MAX)
      throw ApiError.badRequest(
        'storage.jobs.tooLarge',
        `Columns and filters of the request have ${taskBytes} bytes; ${TASK_BYTES_MAX} are possible`,
      );
    const storageJobId = (await this.ledger.newId()) as StorageJobId;
    const runId = request.runId ?? null;
    const event = newEvent('StorageJobCreated', {
      project: token.projectId,
      aggregate: `storage-job:${storageJobId}`,
      actor: actorOf('storage-jobs', token, request),
      correlation: runId,
      data: { storageJobId, ...order, operationParams: await this.payloads.toPayload(operationParams), runId, cause: null },
    });
    const { changes } = await this.ledger.append(event);
    const storageJob = changes.flatMap((change) => (change.kind === 'storageJob' ? [change.storageJob] : []))[0];
    if (storageJob === undefined) throw ApiError.unavailable('The storage job was not accepted. Try again.');
    await untilFolded(this.ledger, () => storageJob.state.phase === 'finished', AbortSignal.timeout(ANSWER_HELD_MS));
    return storageJobBody(storageJob, { operationParams }, request.publicUrl);
  }
}
