import { pino, type DestinationStream, type Logger as PinoLogger } from 'pino';
import type { LogLevel } from '../config/service-config.js';
import { redact } from './redaction.js';

export type Logger = PinoLogger;

/** Injection token of the service's {@link Logger}. */
export const LOGGER = Symbol('Logger');

/**
 * JSON lines on standard output: `level` as a word, `time` in ISO 8601, `service`, `msg`.
 * Tokens and signatures are masked in the finished line, so that none gets through by way of a message, a stack or a field.
 * Bind a run id with `logger.child({ runId })`.
 */
export const createLogger = (
  options: { readonly service: string; readonly level: LogLevel },
  destination?: DestinationStream,
): Logger =>
  pino(
    {
      level: options.level,
      base: { service: options.service },
      timestamp: pino.stdTimeFunctions.isoTime,
      formatters: { level: (label) => ({ level: label }) },
      serializers: { err: pino.stdSerializers.errWithCause },
      hooks: { streamWrite: redact },
    },
    destination ?? pino.destination({ dest: 1, sync: true }),
  );
