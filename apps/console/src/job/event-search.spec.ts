import type { EventLevel, StorageEvent } from '../api/responses.js';
import { eventsMatching, gapWords, readEventSearch } from './event-search.js';

let nextId = 1;
const event = (type: EventLevel, message: string, created = '2026-11-24T07:00:00+0000'): StorageEvent => ({
  id: String(nextId++),
  component: 'keboola.duckdb-transformation',
  message,
  type,
  created,
});

describe('filtering events', () => {
  const events = [
    event('info', 'Started'),
    event('warn', '214 rows are empty'),
    event('error', 'Binder Error'),
    event('success', 'Imported'),
  ];

  it('shows warnings together with errors, and errors alone', () => {
    expect(eventsMatching(events, { level: 'warn' }).map(({ type }) => type)).toEqual(['warn', 'error']);
    expect(eventsMatching(events, { level: 'error' }).map(({ type }) => type)).toEqual(['error']);
  });

  it('finds text in message and source, whatever its case', () => {
    expect(eventsMatching(events, { find: 'binder' })).toHaveLength(1);
    expect(eventsMatching(events, { find: 'DUCKDB' })).toHaveLength(4);
    expect(eventsMatching(events, { find: '(.*' })).toHaveLength(0);
  });
});

describe('the gap to the event before', () => {
  it('is left out within a second and for the oldest', () => {
    const older = event('info', 'a', '2026-11-24T07:00:00+0000');
    expect(gapWords(event('info', 'b', '2026-11-24T07:00:09+0000'), older)).toBe('+9 s');
    expect(gapWords(older, older)).toBe('');
    expect(gapWords(older, undefined)).toBe('');
  });
});

describe('the address of filtered events', () => {
  it('drops what it does not know', () => {
    expect(readEventSearch({ level: 'error', find: 'x', other: 1 })).toEqual({ level: 'error', find: 'x' });
    expect(readEventSearch({ level: 'loud', find: 7 })).toEqual({});
  });
});
