import type { ScratchFolder } from '../testing/scratch-folder.js';
import { messageOf, Transformations } from '../testing/transformations.js';
import type { TransformationLog } from './transformation-result.js';

let transformations: Transformations;
let scratch: ScratchFolder;

beforeAll(async () => {
  transformations = await Transformations.create();
  ({ scratch } = transformations);
});
afterAll(() => scratch.remove());

describe('a transformation', () => {
  it('joins its inputs and writes its output', async () => {
    const { columns, rows } = await transformations.resultOf(
      'CREATE TABLE result AS SELECT city, sum(delay::INTEGER) AS "total delay" FROM flights JOIN airports ON origin = iata GROUP BY city ORDER BY city',
    );

    expect(columns).toEqual(['city', 'total delay']);
    expect(rows).toEqual([
      ['Abcity', '6'],
      ['Deftown', '-3'],
    ]);
  });

  it('writes several outputs, tables and views, with their files, rows and bytes', async () => {
    const outputs = ['first', 'Second'].map((name) => ({ name, outDir: scratch.newPath() }));
    const result = await transformations.run(
      ['CREATE TABLE first AS FROM range(3)', 'CREATE VIEW "Second" AS SELECT 1 AS a WHERE false'],
      {
        outputs,
      },
    );

    expect(result).toMatchObject({
      kind: 'success',
      outputs: [
        { name: 'first', rows: 3, columns: [{ name: 'range' }] },
        { name: 'Second', rows: 0, columns: [{ name: 'a' }] },
      ],
    });
  });

  it('writes values as text: see `writeOutput`', async () => {
    const { rows } =
      await transformations.resultOf(`CREATE TABLE result AS SELECT true AS a, DATE '2026-01-31' AS b, TIMESTAMP '2026-01-31 12:30:00.25' AS c,
      1.5::DOUBLE AS d, 1::DOUBLE AS e, 0.1::DECIMAL(4,2) AS f, NULL AS g, 'NULL' AS h, [1, 2] AS i, {'k': 1} AS j, 170141183460469231731687303715884105727 AS k`);

    expect(rows).toEqual([
      [
        'true',
        '2026-01-31',
        '2026-01-31 12:30:00.25',
        '1.5',
        '1.0',
        '0.10',
        '',
        'NULL',
        '[1, 2]',
        "{'k': 1}",
        '170141183460469231731687303715884105727',
      ],
    ]);
  });

  it('runs the statements of all blocks in order, also several in one text, and tells of each', async () => {
    const log: TransformationLog[] = [];
    const result = await transformations.run(
      [],
      {
        blocks: [
          {
            name: 'prepare',
            codes: [
              {
                name: 'tables',
                script: [
                  "CREATE TABLE t (a INTEGER); INSERT INTO t VALUES (1), (2); -- a ; in a comment\nINSERT INTO t SELECT length('x;y')",
                ],
              },
            ],
          },
          {
            name: 'finish',
            codes: [
              { name: 'first', script: ['FROM t', '', '-- nothing;', ';'] },
              { name: 'second', script: ['DELETE FROM t', 'CREATE TABLE out AS FROM t'] },
            ],
          },
        ],
        outputs: [{ name: 'out', outDir: scratch.newPath() }],
      },
      { onLog: (line) => log.push(line) },
    );

    expect(result).toMatchObject({ kind: 'success' });
    expect(log).toMatchObject([
      { kind: 'statement', block: 'prepare', code: 'tables', statement: 1, rows: 0 },
      { kind: 'statement', block: 'prepare', code: 'tables', statement: 2, rows: 2 },
      { kind: 'statement', block: 'prepare', code: 'tables', statement: 3, rows: 1 },
      { kind: 'statement', block: 'finish', code: 'first', statement: 1, rows: 3 },
      { kind: 'statement', block: 'finish', code: 'second', statement: 1, rows: 3 },
      { kind: 'statement', block: 'finish', code: 'second', statement: 2, rows: 0 },
      { kind: 'output', name: 'out', rows: 0 },
    ]);
  });

  it('sees an input without files as an empty table', async () => {
    const inputs = [{ name: 'empty', files: [], columns: [{ name: 'a' }] }];
    const result = await transformations.run('CREATE TABLE out AS SELECT a FROM empty', {
      inputs,
      outputs: [{ name: 'out', outDir: scratch.newPath() }],
    });

    expect(result).toMatchObject({ kind: 'success', outputs: [{ rows: 0, columns: [{ name: 'a' }] }] });
  });

  it('may use variables, macros, sequences, transactions and temporary tables', async () => {
    const { rows } = await transformations.resultOf([
      "SET VARIABLE factor = 10; CREATE MACRO scaled(x) AS x * getvariable('factor'); CREATE SEQUENCE s",
      "BEGIN; CREATE TEMP TABLE t AS SELECT 2 AS a; ROLLBACK; CREATE TEMP TABLE t AS SELECT 3 AS a; CREATE TABLE result AS SELECT scaled(a) AS b, nextval('s') AS c FROM t",
    ]);
    expect(rows).toEqual([['30', '1']]);
  });
});

describe('a mistake in SQL', () => {
  it("ends in DuckDB's own words and with the place of the statement", async () => {
    const result = await transformations.run(['SELECT 1; SELECT 2', 'SELECT nothing FROM flights']);

    expect(result).toMatchObject({ kind: 'user-error', at: { block: 'block', code: 'code', statement: 3 } });
    expect(messageOf(result)).toMatch(/^Binder Error: Referenced column "nothing" not found in FROM clause!/);
  });

  it('is found when a text cannot be parsed', async () => {
    const result = await transformations.run(['SELECT 1', 'SELEC 2']);

    expect(result).toMatchObject({
      kind: 'user-error',
      at: { statement: 2 },
    });
    expect(messageOf(result)).toMatch(/^Parser Error: syntax error at or near "SELEC"/);
  });

  it('is found when rows are computed', async () => {
    const result = await transformations.run('SELECT CAST(origin AS INTEGER) FROM flights');

    expect(result).toMatchObject({
      kind: 'user-error',
    });
    expect(messageOf(result)).toMatch("Could not convert string 'ABC' to INT32");
  });

  it('is a missing output table, which is named', async () => {
    expect(await transformations.run('SELECT 1', { outputs: [{ name: 'summary', outDir: scratch.newPath() }] })).toEqual({
      kind: 'user-error',
      message: 'The transformation did not create the output table "summary".',
    });
  });

  it('is an output that cannot be computed', async () => {
    const outputs = [{ name: 'v', outDir: scratch.newPath() }];
    const result = await transformations.run("CREATE VIEW v AS SELECT error('no') AS a", { outputs });

    expect(result).toMatchObject({
      kind: 'user-error',
    });
    expect(messageOf(result)).toMatch(/^Output table "v": .*no/);
  });

  it('is a query that needs more memory than allowed', async () => {
    const result = await transformations.run('SELECT list(range) FROM range(1000000000)', { memoryLimitBytes: 64 * 1024 * 1024 });
    expect(result.kind).toBe('user-error');
    expect(messageOf(result)).toMatch(/Out of Memory Error/);
  });

  it('is told in at most 10,000 characters', async () => {
    const result = await transformations.run("SELECT error(repeat('x', 20000000))");
    expect(messageOf(result)).toHaveLength(10_000);
  });

  it('does not disturb the next transformation', async () => {
    await transformations.run('SELEC 1');
    expect(await transformations.run('SELECT 1')).toEqual({ kind: 'success', outputs: [] });
  });
});
