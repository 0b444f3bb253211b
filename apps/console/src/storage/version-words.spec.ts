import type { TableVersion } from '../api/responses.js';
import { changeSentence, jobOfRun, kindWords } from './version-words.js';

const version = (changes: Partial<TableVersion>): TableVersion => ({
  version: 2,
  created: '2026-11-24T07:00:00+0000',
  change: 'full',
  rows: 10,
  rowsChange: 0,
  bytes: 1000,
  bytesChange: 0,
  columnsAdded: [],
  columnsRemoved: [],
  storageJobId: 9001,
  runId: null,
  fileId: null,
  creatorToken: { id: '11', description: 'jana.novak' },
  ...changes,
});

describe('what a table version did', () => {
  it('says kind, rows and columns', () => {
    expect(changeSentence(version({ rowsChange: -2_198, columnsAdded: ['a', 'b'], columnsRemoved: ['c'] }))).toBe(
      'Full load, \u22122,198 rows, columns a, b added, column c removed',
    );
    expect(changeSentence(version({}))).toBe('Full load, row count unchanged');
    expect(changeSentence(version({ rowsChange: 1 }))).toBe('Full load, +1 row');
  });

  it('does not list all columns as added in the first version', () => {
    expect(changeSentence(version({ version: 1, rowsChange: 3, columnsAdded: ['a'] }))).toBe('Table created, +3 rows');
  });

  it.each([
    ['full', 'Full load'],
    ['incrementalLoad', 'Incremental load'],
    ['schema-change', 'Schema change'],
  ])('says %s as "%s"', (change, words) => {
    expect(kindWords(change)).toBe(words);
  });

  it('belongs to the last job of its run', () => {
    expect(jobOfRun('1000.1005')).toBe('1005');
    expect(jobOfRun('1000')).toBe('1000');
  });
});
