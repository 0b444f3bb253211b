import { types } from 'node:util';
import { Catch, type ArgumentsHost, type ExceptionFilter } from '@nestjs/common';
import type { FastifyReply, FastifyRequest } from 'fastify';
import { pathOf } from '../http/request-path.js';
import type { Logger } from '../logging/logger.js';
import type { ApiError } from './api-error.js';
import { errorBody, errorShapeOf } from './error-body.js';
import { refusalOf } from './error-mapping.js';

const DEFECT_MESSAGE = 'The server failed to answer. The operator finds the cause in the log under the exception id.';

/** The one place where errors become answers. The exception id is the request id, under which the log has the whole story. */
@Catch()
export class ErrorFilter implements ExceptionFilter {
  constructor(private readonly logger: Logger) {}

  catch(error: unknown, host: ArgumentsHost): void {
    const http = host.switchToHttp();
    this.answer(error, http.getRequest<FastifyRequest>(), http.getResponse<FastifyReply>());
  }

  answer(error: unknown, request: FastifyRequest, reply: FastifyReply): void {
    const path = pathOf(request.url);
    const refusal = refusalOf(error, { method: request.method, path });
    const status = refusal?.status ?? 500;
    this.log(error, refusal, { requestId: request.id, method: request.method, path });
    if (reply.sent) return;
    if (refusal?.retryAfterSeconds !== undefined) void reply.header('retry-after', String(refusal.retryAfterSeconds));
    const body = errorBody(errorShapeOf(path), {
      status,
      code: refusal === undefined ? 'internalError' : refusal.code,
      message: refusal?.message ?? DEFECT_MESSAGE,
      params: refusal?.params,
      exceptionId: request.id,
    });
    // As bytes: to a text Fastify would add a charset, which clients do not expect (contract 0.6).
    void reply
      .code(status)
      .type('application/json')
      .send(Buffer.from(JSON.stringify(body)));
  }

  private log(error: unknown, refusal: ApiError | undefined, request: Readonly<Record<string, string>>): void {
    if (refusal === undefined) {
      const err = types.isNativeError(error) ? error : new Error(`thrown value: ${String(error)}`);
      this.logger.error({ ...request, err }, 'request failed');
    } else if (refusal.status >= 500) {
      this.logger.warn({ ...request, err: refusal.cause ?? refusal }, refusal.message);
    }
  }
}
