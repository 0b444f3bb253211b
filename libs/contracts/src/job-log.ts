import { Type, type Static } from '@sinclair/typebox';
import { TypeCompiler } from '@sinclair/typebox/compiler';
import { InvalidEvent } from './codec.js';
import { Id, Nullable } from './events/field.js';
import type { ComponentId, ConfigurationId, EventId, JobId, ProjectId, TokenId } from './ids.js';

/** Types of events as clients know them (contract section 6). */
export const JOB_LOG_LEVELS = ['info', 'success', 'warn', 'error'] as const;
export type JobLogLevel = (typeof JOB_LOG_LEVELS)[number];

/** A longer message is cut by whoever writes the line. */
export const JOB_LOG_MESSAGE_LENGTH_MAX = 64 * 1024;

/** One line of `job-logs`. It may stand there twice: readers tell copies by `id`, which the writer has made. */
export const JobLogLineSchema = Type.Object({
  id: Id<EventId>(),
  jobId: Id<JobId>(),
  project: Id<ProjectId>(),
  attempt: Type.Integer({ minimum: 1 }),
  /** What the job says of itself: lines are found by it, and whose job it is decides who reads them. */
  runId: Type.String({ minLength: 1 }),
  componentId: Id<ComponentId>(),
  configurationId: Nullable(Id<ConfigurationId>()),
  tokenId: Nullable(Id<TokenId>()),
  tokenDescription: Nullable(Type.String()),
  /** When the component said it, by the clock of its worker; no rule looks at it. Milliseconds since the epoch. */
  timeMs: Type.Integer({ minimum: 0 }),
  level: Type.Union(JOB_LOG_LEVELS.map((level) => Type.Literal(level))),
  message: Type.String({ maxLength: JOB_LOG_MESSAGE_LENGTH_MAX }),
});
export type JobLogLine = Static<typeof JobLogLineSchema>;

const checker = TypeCompiler.Compile(JobLogLineSchema);
const utf8 = new TextDecoder('utf-8', { fatal: true });

/**
 * Validates a line and gives its bytes.
 * @throws InvalidEvent when the line breaks its schema.
 */
export const encodeJobLogLine = (line: JobLogLine): Uint8Array => {
  const error = checker.Check(line) ? undefined : checker.Errors(line).First();
  if (error !== undefined) throw new InvalidEvent(`job log line${error.path}: ${error.message}`);
  return new TextEncoder().encode(JSON.stringify(line));
};

/** The line that the bytes say, or undefined when they say none: no verdict depends on a line, so a reader may skip it. */
export const decodeJobLogLine = (value: Uint8Array | null): JobLogLine | undefined => {
  if (value === null) return undefined;
  try {
    const line: unknown = JSON.parse(utf8.decode(value));
    return checker.Check(line) ? line : undefined;
  } catch {
    return undefined;
  }
};
