import { TypeCompiler } from '@sinclair/typebox/compiler';
import { EVENTS, isEventName, type DomainEvent, type EventName } from './catalogue.js';
import { EnvelopeSchema } from './envelope.js';
import { CONTEXTS, type Context } from './event-contract.js';

const envelope = TypeCompiler.Compile(EnvelopeSchema);

/** Record headers: enough to skip a record without decoding it. */
export interface RecordHeaders {
  readonly type: string;
  readonly context: Context;
}

export const headersOf = (event: DomainEvent): RecordHeaders => ({ type: event.type, context: EVENTS[event.type].context });

/** Thrown before anything is appended: the event does not have the shape of its contract. */
export class InvalidEvent extends Error {
  override readonly name = 'InvalidEvent';
  readonly code = 'INVALID_EVENT';
}

/**
 * Validates an event in full and gives its bytes.
 * @throws InvalidEvent when envelope or data break their schema, or the service may not append this type.
 */
export const encodeEvent = (event: DomainEvent): Uint8Array => {
  const contract = EVENTS[event.type];
  if (!contract.owners.includes(event.actor.service)) throw new InvalidEvent(`${event.actor.service} may not append ${event.type}`);
  const broken = envelope.Check(event) ? contract.problemOf(event.data) : `envelope${envelope.Errors(event).First()?.path ?? ''}`;
  if (broken !== undefined) throw new InvalidEvent(`${event.type}: ${broken}`);
  return new TextEncoder().encode(JSON.stringify(event));
};

/**
 * What stands at a position of the log.
 * - `event`: known, upcast to the current version.
 * - `skipped`: of a context that the reader does not fold.
 * - `undecodable`: no version could have written it; void for everybody.
 * - `unknown`: an envelope of a type or version that this build does not know; a decider must stop here.
 */
export type Decoded =
  | { readonly kind: 'event'; readonly event: DomainEvent }
  | { readonly kind: 'skipped' }
  | { readonly kind: 'undecodable'; readonly reason: string }
  | { readonly kind: 'unknown'; readonly type: string; readonly version: number };

const utf8 = new TextDecoder('utf-8', { fatal: true });

const parse = (value: Uint8Array): unknown => {
  try {
    return JSON.parse(utf8.decode(value));
  } catch {
    return undefined;
  }
};

/** Type and version are checked at every read; the data was validated when it was appended. */
export const decodeEvent = (value: Uint8Array | null): Decoded => {
  const decoded = value === null ? undefined : parse(value);
  if (!isEnvelope(decoded)) return { kind: 'undecodable', reason: 'not an event envelope' };
  const { type, version } = decoded;
  if (!isEventName(type) || version < 1 || version > EVENTS[type].version) return { kind: 'unknown', type, version };
  return { kind: 'event', event: current(type, decoded) };
};

/** The few fields without which nothing can be judged; cheap, since it runs for every record. */
const isEnvelope = (value: unknown): value is { type: string; version: number; id: string; project: string; data: unknown } =>
  typeof value === 'object' &&
  value !== null &&
  'type' in value &&
  typeof value.type === 'string' &&
  'version' in value &&
  Number.isInteger(value.version) &&
  'id' in value &&
  typeof value.id === 'string' &&
  'project' in value &&
  typeof value.project === 'string' &&
  'data' in value &&
  typeof value.data === 'object' &&
  value.data !== null;

const current = (type: EventName, decoded: { version: number; data: unknown }): DomainEvent => {
  const contract = EVENTS[type];
  const event = decoded.version === contract.version ? decoded : { ...decoded, version: contract.version, data: contract.upcast(decoded.version, decoded.data) };
  // The boundary: bytes that `encodeEvent` has validated become a typed event again.
  return event as unknown as DomainEvent;
};

export const isContext = (value: string): value is Context => CONTEXTS.some((context) => context === value);
