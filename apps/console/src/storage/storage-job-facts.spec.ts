import type { StorageJob } from '../api/responses.js';
import { withoutRepeats } from './offset-pages.js';
import { dataWords, fileOf } from './storage-job-facts.js';

const storageJob = (changes: Partial<StorageJob>): StorageJob => ({
  id: 9001,
  status: 'success',
  tableId: 'in.c-a.t',
  operationName: 'tableImport',
  operationParams: {},
  createdTime: '2026-11-24T07:00:00+0000',
  startTime: null,
  endTime: null,
  runId: null,
  results: null,
  creatorToken: { id: '11', description: 'jana.novak' },
  metrics: { inBytes: 0, outBytes: 0 },
  ...changes,
});

describe('facts of a storage job', () => {
  it('names the file that an import read and the one that an export wrote', () => {
    expect(fileOf(storageJob({ operationParams: { source: { fileId: 77, type: 'file' } } }))).toBe('77');
    expect(fileOf(storageJob({ operationName: 'tableExport', results: { file: { id: 78 }, cacheHit: false } }))).toBe('78');
    expect(fileOf(storageJob({ results: null }))).toBeNull();
  });

  it('says what was moved, in either direction', () => {
    expect(dataWords(storageJob({ metrics: { inBytes: 205_000, outBytes: 0 } }))).toBe('205.0 kB');
    expect(dataWords(storageJob({ metrics: { inBytes: 0, outBytes: 426 } }))).toBe('426 B');
    expect(dataWords(storageJob({}))).toBe('');
  });
});

describe('pages by offset', () => {
  it('show an item once that slid from one page to the next', () => {
    expect(
      withoutRepeats([
        [{ id: 3 }, { id: 2 }],
        [{ id: 2 }, { id: 1 }],
      ]),
    ).toEqual([{ id: 3 }, { id: 2 }, { id: 1 }]);
  });
});
