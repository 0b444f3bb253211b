import { readdirSync, readFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import { decodeEvent, EVENTS, type Offset } from '@runledger/contracts';
import { folded, portraitOf, type Folded } from '../testing/index.js';
import { VOID_REASONS } from './verdict.js';

interface Line {
  readonly appendTimeMs: number;
  /** Bytes of the record, as text. */
  readonly value: string;
  readonly verdict: string;
}

const folder = fileURLToPath(new URL('../../golden/', import.meta.url));
const names = readdirSync(folder).flatMap((file) => (file.endsWith('.ndjson') ? [file.slice(0, -'.ndjson'.length)] : []));

const linesOf = (name: string): readonly Line[] =>
  readFileSync(`${folder}${name}.ndjson`, 'utf8')
    .trimEnd()
    .split('\n')
    .map((line) => JSON.parse(line) as Line);
const endOf = (name: string) =>
  JSON.parse(readFileSync(`${folder}${name}.json`, 'utf8')) as { readonly partition: number; readonly portrait: unknown };

const replay = (name: string): Folded => {
  const { partition } = endOf(name);
  const records = linesOf(name).map(({ appendTimeMs, value }, offset) => ({
    partition,
    offset: offset as Offset,
    appendTimeMs,
    decoded: decodeEvent(new TextEncoder().encode(value)),
  }));
  return folded({ records });
};

describe.each(names)('the log recorded as %s', (name) => {
  it('is judged today as it was on the day of its recording', () => {
    expect(replay(name).verdicts).toEqual(linesOf(name).map(({ verdict }) => verdict));
  });

  it('comes to the state that it came to then', () => {
    expect(JSON.parse(JSON.stringify(portraitOf(replay(name))))).toEqual(endOf(name).portrait);
  });
});

describe('the golden logs together', () => {
  const recorded = names.flatMap(linesOf);
  const effectiveTypes = new Set<string>(
    recorded.flatMap(({ value, verdict }) => {
      const decoded = decodeEvent(new TextEncoder().encode(value));
      return decoded.kind === 'event' && verdict === 'effective' ? [decoded.event.type] : [];
    }),
  );

  it('have an effective example of every type of event', () => {
    // No build knows a second version of the rules yet, so that there is nothing to activate.
    const impossible = ['RulesActivated'];
    expect(Object.keys(EVENTS).filter((type) => !effectiveTypes.has(type))).toEqual(impossible);
  });

  it('have an example of every reason for which an event is void', () => {
    const reasons = new Set(recorded.map(({ verdict }) => verdict.replace(/ \(.*/, '')));
    expect(VOID_REASONS.filter((reason) => !reasons.has(reason))).toEqual([]);
  });
});
