import { TypeGuard, type TSchema } from '@sinclair/typebox';
import fc from 'fast-check';
import { EVENTS, isEventName, type DomainEvent, type EventName } from './catalogue.js';
import { decodeEvent, encodeEvent, headersOf, InvalidEvent } from './codec.js';
import { EnvelopeSchema } from './envelope.js';

const bytesOf = (value: unknown): Uint8Array => new TextEncoder().encode(JSON.stringify(value));
const textOf = (bytes: Uint8Array): string => new TextDecoder().decode(bytes);

const eventFrom = (written: unknown): DomainEvent => {
  const decoded = decodeEvent(bytesOf(written));
  if (decoded.kind !== 'event') throw new Error(`not an event: ${JSON.stringify(decoded)}`);
  return decoded.event;
};

const termination = (over: object = {}): object => ({
  id: 'event-000001',
  type: 'TerminationRequested',
  version: 1,
  project: '1',
  aggregate: 'job:1001',
  expectedRevision: null,
  actor: { service: 'job-api', tokenId: '10', tokenDescription: 'master' },
  causation: null,
  correlation: '1001',
  seal: 'none',
  data: { jobId: '1001' },
  ...over,
});

describe('an event', () => {
  it('of any type and with any data that its contract allows comes back from its bytes as it was', () => {
    fc.assert(
      fc.property(anyEvent, (written) => {
        const event = eventFrom(written);
        expect(event).toEqual(JSON.parse(JSON.stringify(written)));
        expect(decodeEvent(encodeEvent(event))).toEqual({ kind: 'event', event });
      }),
      { numRuns: 1_000 },
    );
  });

  it('names its type and context in the headers, so that readers can skip it unread', () => {
    expect(headersOf(eventFrom(termination()))).toEqual({ type: 'TerminationRequested', context: 'job' });
  });

  it('keeps fields that its contract does not name: another build may have written them', () => {
    expect(eventFrom(termination({ data: { jobId: '1001', why: 'later' } })).data).toEqual({ jobId: '1001', why: 'later' });
  });
});

describe('an event is refused before it is appended', () => {
  const event = eventFrom(termination());

  it.each<[string, object]>([
    ['a service that does not own its type', { actor: { ...event.actor, service: 'scheduler' } }],
    ['a version that is not the current one', { version: 2 }],
    ['no project', { project: '' }],
    ['an id that is too short', { id: 'short' }],
    ['a revision that is no count', { expectedRevision: Number.NaN }],
  ])('when it has %s', (_, over) => {
    expect(() => encodeEvent(Object.assign({}, event, over))).toThrow(InvalidEvent);
  });

  it('when its data does not have the shape of its contract, naming the field', () => {
    const empty = Object.assign({}, event, { data: { jobId: '' } });
    expect(() => encodeEvent(empty)).toThrow('TerminationRequested/jobId');
  });

  it('when what JSON makes of it could not be read back', () => {
    const success = eventFrom({
      ...termination(),
      type: 'StorageJobSucceeded',
      actor: { service: 'storage-jobs', tokenId: null, tokenDescription: null },
      data: {
        storageJobId: '2001',
        attempt: 1,
        executor: 'executor-1',
        results: { inline: null },
        metrics: {
          inBytes: 0,
          inBytesUncompressed: 0,
          inCompressed: false,
          outBytes: 0,
          outBytesUncompressed: 0,
          outCompressed: false,
        },
      },
    });
    const broken = Object.assign({}, success, { data: { ...success.data, results: { inline: undefined } } });
    expect(() => encodeEvent(broken)).toThrow(InvalidEvent);
  });

  it('when a new id is not decimal, or not exact as a number', () => {
    const token = fc.sample(anyEventOf('TokenCreated'), 1).map(eventFrom)[0];
    for (const tokenId of ['abc', '01', '1e3', '', '1234567890123456', '-1']) {
      expect(() => encodeEvent(Object.assign({}, token, { data: { ...token?.data, tokenId } }))).toThrow(InvalidEvent);
    }
  });
});

describe('what stands in the log', () => {
  it('is void for everybody when it is no envelope', () => {
    for (const written of [
      null,
      7,
      'text',
      [],
      {},
      { type: 'JobCreated' },
      termination({ version: 1.5 }),
      termination({ data: null }),
    ]) {
      expect(decodeEvent(bytesOf(written)).kind).toBe('undecodable');
    }
    expect(decodeEvent(null).kind).toBe('undecodable');
    expect(decodeEvent(new Uint8Array()).kind).toBe('undecodable');
    expect(decodeEvent(new Uint8Array([0x22, 0xff, 0x22])).kind).toBe('undecodable');
  });

  it.each<[string, object, string]>([
    ['an unknown type', { type: 'JobDreamt' }, 'unknown type'],
    ['the name of something that every object has', { type: 'constructor' }, 'unknown type'],
    ['a later version', { version: 2 }, 'unknown version'],
    ['a version before the first', { version: 0 }, 'unknown version'],
    ['a seal that this build cannot open', { seal: 'key-7' }, 'envelope/seal is not as agreed'],
    [
      'an actor that this build does not know',
      { actor: { service: 'dreamer', tokenId: null, tokenDescription: null } },
      'envelope/actor/service is not as agreed',
    ],
    ['data of another shape', { data: { jobId: 7 } }, 'TerminationRequested/jobId: Expected string'],
    ['a list where data should be', { data: [] }, 'TerminationRequested: Expected object'],
    ['no project', { project: '' }, 'events about the log have no project, all others have one'],
  ])('stops a decider when it is an envelope with %s', (_, over, reason) => {
    expect(decodeEvent(bytesOf(termination(over)))).toMatchObject({ kind: 'unknown', reason });
  });

  it('never makes a reader throw, whatever bytes they are', () => {
    fc.assert(
      fc.property(fc.uint8Array({ maxLength: 300 }), (bytes) => {
        expect(['undecodable', 'unknown']).toContain(decodeEvent(bytes).kind);
      }),
      { numRuns: 1_000 },
    );
  });

  it('never makes a reader throw, whatever part of a real event is broken', () => {
    fc.assert(
      fc.property(anyEvent, fc.nat(), fc.nat(255), fc.nat(3), (written, at, byte, cut) => {
        const bytes = bytesOf(written);
        bytes[at % bytes.length] = byte;
        expect(['event', 'undecodable', 'unknown']).toContain(
          decodeEvent(bytes.slice(0, cut === 0 ? at % bytes.length : bytes.length)).kind,
        );
      }),
      { numRuns: 1_000 },
    );
  });

  it('never makes a reader throw, however deep it is nested', () => {
    const deep = `${'['.repeat(200_000)}${']'.repeat(200_000)}`;
    const nested = textOf(bytesOf(termination({ data: { jobId: '1001', deep: 0 } }))).replace('"deep":0', `"deep":${deep}`);
    expect(['event', 'undecodable']).toContain(decodeEvent(new TextEncoder().encode(nested)).kind);
  });
});

/** Values that a schema of the contracts allows. */
const valueOf = (schema: TSchema): fc.Arbitrary<unknown> => {
  if (TypeGuard.IsObject(schema)) return objectOf(schema.properties);
  if (TypeGuard.IsUnion(schema)) return fc.oneof(...schema.anyOf.map(valueOf));
  if (TypeGuard.IsArray(schema)) return fc.array(valueOf(schema.items), { maxLength: 4, minLength: schema.minItems ?? 0 });
  if (TypeGuard.IsRecord(schema))
    return fc.dictionary(fc.string(), fc.oneof(...Object.values(schema.patternProperties).map(valueOf)), { maxKeys: 4 });
  if (TypeGuard.IsLiteral(schema)) return fc.constant(schema.const);
  if (TypeGuard.IsNull(schema)) return fc.constant(null);
  if (TypeGuard.IsBoolean(schema)) return fc.boolean();
  if (TypeGuard.IsInteger(schema))
    return fc.integer({ min: schema.minimum ?? 0, max: schema.maximum ?? Number.MAX_SAFE_INTEGER });
  if (TypeGuard.IsString(schema)) return stringOf(schema);
  if (TypeGuard.IsUnknown(schema)) return fc.jsonValue();
  throw new Error(`no values for ${JSON.stringify(schema)}`);
};

const objectOf = (properties: Readonly<Record<string, TSchema>>): fc.Arbitrary<object> => {
  const requiredKeys = Object.entries(properties).flatMap(([name, schema]) => (TypeGuard.IsOptional(schema) ? [] : [name]));
  return fc.record(Object.fromEntries(Object.entries(properties).map(([name, schema]) => [name, valueOf(schema)])), {
    requiredKeys,
  });
};

const stringOf = ({
  pattern,
  minLength = 0,
  maxLength = 40,
}: {
  pattern?: string;
  minLength?: number;
  maxLength?: number;
}): fc.Arbitrary<string> =>
  pattern === undefined
    ? fc.string({ minLength, maxLength, unit: 'binary' }).filter(({ length }) => length <= maxLength)
    : fc.stringMatching(new RegExp(pattern));

const anyEventOf = (type: EventName): fc.Arbitrary<unknown> => {
  const { version, context, owners, schema } = EVENTS[type];
  const { actor, project, ...envelope } = EnvelopeSchema.properties;
  return fc
    .tuple(
      objectOf(envelope),
      objectOf(actor.properties),
      fc.constantFrom(...owners),
      stringOf({ ...project, minLength: 1 }),
      valueOf(schema),
    )
    .map(([around, by, service, ofProject, data]) => ({
      ...around,
      type,
      version,
      project: context === 'log' ? '' : ofProject,
      actor: { ...by, service },
      data,
    }));
};
const anyEvent: fc.Arbitrary<unknown> = fc.oneof(...Object.keys(EVENTS).filter(isEventName).map(anyEventOf));
