import { Type, type Static } from '@sinclair/typebox';
import type { EventId, Offset, ProjectId, TokenId } from './ids.js';

/** Services that append. `contracts` says per event type which of them may. */
export const SERVICES = ['projects', 'job-api', 'scheduler', 'worker', 'storage-jobs', 'file-uploads', 'cli'] as const;
export type ServiceName = (typeof SERVICES)[number];

export const ActorSchema = Type.Object({
  service: Type.Union(SERVICES.map((name) => Type.Literal(name))),
  /** Token that caused the event; null where a service acts by itself. */
  tokenId: Type.Union([Type.Unsafe<TokenId>(Type.String()), Type.Null()]),
  /** Frozen with the event: history does not change when a token is renamed. */
  tokenDescription: Type.Union([Type.String(), Type.Null()]),
  userAgent: Type.Optional(Type.String({ maxLength: 500 })),
});
export type Actor = Static<typeof ActorSchema>;

/** What every record of `project-log` carries around its data. Validated in full before it is appended. */
export const EnvelopeSchema = Type.Object({
  id: Type.Unsafe<EventId>(Type.String({ minLength: 8, maxLength: 64 })),
  type: Type.String({ minLength: 1, maxLength: 64 }),
  version: Type.Integer({ minimum: 1 }),
  /** Empty for events about the log itself. */
  project: Type.Unsafe<ProjectId>(Type.String({ maxLength: 32 })),
  /** `<noun>:<id>`, the thing whose history this event continues. */
  aggregate: Type.String({ minLength: 1, maxLength: 400 }),
  /** Revision of the aggregate that the sender has seen; a later duplicate of an update is void by it. */
  expectedRevision: Type.Union([Type.Integer({ minimum: 0 }), Type.Null()]),
  actor: ActorSchema,
  causation: Type.Union([Type.Unsafe<EventId>(Type.String()), Type.Null()]),
  /** Run id. */
  correlation: Type.Union([Type.String(), Type.Null()]),
  /** Key that `data` is sealed with. `none` for now: it leaves room for a key per project, whose destruction is erasure. */
  seal: Type.Literal('none'),
  data: Type.Unknown(),
});
type EnvelopeShape = Static<typeof EnvelopeSchema>;

export interface Envelope<Name extends string, Data> extends Omit<EnvelopeShape, 'type' | 'data'> {
  readonly type: Name;
  readonly data: Data;
}

/** An event as it stands in the log. */
export interface Recorded<Event> {
  readonly partition: number;
  readonly offset: Offset;
  /** Append time given by the broker, milliseconds since the epoch: the only clock that verdicts know. */
  readonly appendTimeMs: number;
  readonly event: Event;
}
