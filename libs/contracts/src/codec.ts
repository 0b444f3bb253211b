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

/** Thrown before anything is appended: the event does not have the shape of its contract, or is larger than the log takes. */
export class InvalidEvent extends Error {
  override readonly name = 'InvalidEvent';

  constructor(
    message: string,
    readonly code: 'INVALID_EVENT' | 'EVENT_TOO_LARGE' = 'INVALID_EVENT',
  ) {
    super(message);
  }
}

/**
 * Validates an event in full and gives its bytes.
 * @throws InvalidEvent when envelope or data break their schema, or the service may not append this type.
 */
export const encodeEvent = (event: DomainEvent): Uint8Array => {
  const contract = EVENTS[event.type];
  const text = JSON.stringify(event);
  // What will be read counts as well: JSON drops `undefined` and turns NaN into null.
  const problem = whyInvalid(contract, event) ?? whyInvalid(contract, JSON.parse(text));
  if (problem !== undefined) throw new InvalidEvent(`${event.type}: ${problem}`);
  if (!contract.owners.includes(event.actor.service)) throw new InvalidEvent(`${event.actor.service} may not append ${event.type}`);
  return new TextEncoder().encode(text);
};

/**
 * What stands at a position of the log.
 * - `event`: known, upcast to the current version.
 * - `skipped`: of a context that the reader does not fold.
 * - `undecodable`: no version could have written it; void for everybody.
 * - `unknown`: an envelope of a type, version or shape that this build does not know; a decider must stop here, since another
 *   build may read it and judge by it (log review F2).
 */
export type Decoded =
  | { readonly kind: 'event'; readonly event: DomainEvent }
  | { readonly kind: 'skipped' }
  | { readonly kind: 'undecodable'; readonly reason: string }
  | { readonly kind: 'unknown'; readonly type: string; readonly version: number; readonly reason: string };

const utf8 = new TextDecoder('utf-8', { fatal: true });

const parse = (value: Uint8Array): unknown => {
  try {
    return JSON.parse(utf8.decode(value));
  } catch {
    return undefined;
  }
};

/** Never throws, whatever the bytes are. The shape is checked again at every read: it costs a twentieth of the parsing. */
export const decodeEvent = (value: Uint8Array | null): Decoded => {
  const written = value === null ? undefined : parse(value);
  if (!isEnvelope(written)) return { kind: 'undecodable', reason: 'not an event envelope' };
  const { type, version } = written;
  if (!isEventName(type)) return { kind: 'unknown', type, version, reason: 'unknown type' };
  const contract = EVENTS[type];
  if (version < 1 || version > contract.version) return { kind: 'unknown', type, version, reason: 'unknown version' };

  const current = version === contract.version ? written : { ...written, version: contract.version, data: contract.upcast(version, written.data) };
  const problem = problemOf(contract, current);
  if (problem !== undefined) return { kind: 'unknown', type, version, reason: problem };
  // The boundary: what has just been checked against its contract becomes a typed event.
  return { kind: 'event', event: current as unknown as DomainEvent };
};

interface WrittenEnvelope {
  readonly type: string;
  readonly version: number;
  readonly project: string;
  readonly data: object;
}

/** The few fields that make bytes an envelope, in all versions for ever: what lacks them is void for everybody. */
const isEnvelope = (value: unknown): value is WrittenEnvelope =>
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

const whyInvalid = (contract: (typeof EVENTS)[EventName], value: unknown): string | undefined =>
  isEnvelope(value) ? problemOf(contract, value) : 'not an event envelope';

/** Where an envelope of a known type departs from its contract, or undefined. */
const problemOf = (contract: (typeof EVENTS)[EventName], written: WrittenEnvelope): string | undefined => {
  if (written.version !== contract.version) return `version ${written.version} is not the current one`;
  if (!envelope.Check(written)) return `envelope${envelope.Errors(written).First()?.path ?? ''} is not as agreed`;
  if ((contract.context === 'log') !== (written.project === '')) return 'events about the log have no project, all others have one';
  return contract.problemOf(written.data);
};

export const isContext = (value: string): value is Context => CONTEXTS.some((context) => context === value);
