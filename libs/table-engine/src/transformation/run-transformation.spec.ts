import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { mkdir, readdir, readFile } from 'node:fs/promises';
import { join } from 'node:path';
import type { TableFiles } from '../table-files.js';
import { ScratchFolder } from '../testing/scratch-folder.js';
import { rowsIn, tableOf } from '../testing/tables.js';
import { runTransformation, type TransformationOptions } from './run-transformation.js';
import type { TransformationLog, TransformationResult } from './transformation-result.js';
import type { TransformationSpec } from './transformation-spec.js';

const LIBRARY = new URL('../../dist/index.js', import.meta.url).href;
const FOREVER = 'SELECT count(*) FROM range(1000000) a, range(1000000) b, range(1000000) c WHERE a.range + b.range = c.range';

let scratch: ScratchFolder;
let flights: TableFiles;
let airports: TableFiles;

beforeAll(async () => {
  scratch = await ScratchFolder.create();
  flights = await tableOf(
    scratch,
    [
      ['origin', 'delay'],
      ['ABC', '5'],
      ['DEF', '-3'],
      ['ABC', '1'],
    ],
    2,
  );
  airports = await tableOf(scratch, [
    ['iata', 'city'],
    ['ABC', 'Abcity'],
    ['DEF', 'Deftown'],
  ]);
});
afterAll(() => scratch.remove());

const transformation = (script: string | readonly string[], changes: Partial<TransformationSpec> = {}): TransformationSpec => ({
  blocks: [{ name: 'block', codes: [{ name: 'code', script: typeof script === 'string' ? [script] : script }] }],
  inputs: [
    { name: 'flights', ...flights },
    { name: 'airports', ...airports },
  ],
  outputs: [],
  threads: 1,
  memoryLimitBytes: 256 * 1024 * 1024,
  workDir: scratch.newPath(),
  ...changes,
});

const run = (
  script: string | readonly string[],
  changes?: Partial<TransformationSpec>,
  options?: TransformationOptions,
): Promise<TransformationResult> => runTransformation(transformation(script, changes), options);

/** The rows of the only output, `result`, of these statements. */
async function resultOf(script: string | readonly string[]): Promise<{ columns: string[]; rows: unknown[][] }> {
  const result = await run(script, { outputs: [{ name: 'result', outDir: scratch.newPath() }] });
  if (result.kind !== 'success') throw new Error(JSON.stringify(result));
  const [output] = result.outputs;
  return {
    columns: output?.columns.map(({ name }) => name) ?? [],
    rows: await rowsIn(output?.files.map(({ path }) => path) ?? []),
  };
}

const messageOf = (result: TransformationResult): string => ('message' in result ? result.message : '');

/** Waits for a condition instead of for a time. */
async function until(condition: () => boolean | Promise<boolean>, deadlineMs = 10_000): Promise<void> {
  const giveUpMs = performance.now() + deadlineMs;
  while (!(await condition())) {
    if (performance.now() > giveUpMs) throw new Error('the condition did not come true in time');
    await new Promise((resolve) => setTimeout(resolve, 20));
  }
}

/** Processes that were killed stay visible until their parent has noticed; those count as ended. */
async function isRunning(pid: number): Promise<boolean> {
  try {
    return !/^\d+ \(.*\) Z/.test(await readFile(`/proc/${pid}/stat`, 'utf8'));
  } catch {
    return false;
  }
}

describe('a transformation', () => {
  it('joins its inputs and writes its output', async () => {
    const { columns, rows } = await resultOf(
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
    const result = await run(['CREATE TABLE first AS FROM range(3)', 'CREATE VIEW "Second" AS SELECT 1 AS a WHERE false'], {
      outputs,
    });

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
      await resultOf(`CREATE TABLE result AS SELECT true AS a, DATE '2026-01-31' AS b, TIMESTAMP '2026-01-31 12:30:00.25' AS c,
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
    const result = await run(
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
    const result = await run('CREATE TABLE out AS SELECT a FROM empty', {
      inputs,
      outputs: [{ name: 'out', outDir: scratch.newPath() }],
    });

    expect(result).toMatchObject({ kind: 'success', outputs: [{ rows: 0, columns: [{ name: 'a' }] }] });
  });

  it('may use variables, macros, sequences, transactions and temporary tables', async () => {
    const { rows } = await resultOf([
      "SET VARIABLE factor = 10; CREATE MACRO scaled(x) AS x * getvariable('factor'); CREATE SEQUENCE s",
      "BEGIN; CREATE TEMP TABLE t AS SELECT 2 AS a; ROLLBACK; CREATE TEMP TABLE t AS SELECT 3 AS a; CREATE TABLE result AS SELECT scaled(a) AS b, nextval('s') AS c FROM t",
    ]);
    expect(rows).toEqual([['30', '1']]);
  });
});

describe('a mistake in SQL', () => {
  it("ends in DuckDB's own words and with the place of the statement", async () => {
    const result = await run(['SELECT 1; SELECT 2', 'SELECT nothing FROM flights']);

    expect(result).toMatchObject({ kind: 'user-error', at: { block: 'block', code: 'code', statement: 3 } });
    expect(messageOf(result)).toMatch(/^Binder Error: Referenced column "nothing" not found in FROM clause!/);
  });

  it('is found when a text cannot be parsed', async () => {
    const result = await run(['SELECT 1', 'SELEC 2']);

    expect(result).toMatchObject({
      kind: 'user-error',
      at: { statement: 2 },
    });
    expect(messageOf(result)).toMatch(/^Parser Error: syntax error at or near "SELEC"/);
  });

  it('is found when rows are computed', async () => {
    const result = await run('SELECT CAST(origin AS INTEGER) FROM flights');

    expect(result).toMatchObject({
      kind: 'user-error',
    });
    expect(messageOf(result)).toMatch("Could not convert string 'ABC' to INT32");
  });

  it('is a missing output table, which is named', async () => {
    expect(await run('SELECT 1', { outputs: [{ name: 'summary', outDir: scratch.newPath() }] })).toEqual({
      kind: 'user-error',
      message: 'The transformation did not create the output table "summary".',
    });
  });

  it('is an output that cannot be computed', async () => {
    const outputs = [{ name: 'v', outDir: scratch.newPath() }];
    const result = await run("CREATE VIEW v AS SELECT error('no') AS a", { outputs });

    expect(result).toMatchObject({
      kind: 'user-error',
    });
    expect(messageOf(result)).toMatch(/^Output table "v": .*no/);
  });

  it('is a query that needs more memory than allowed', async () => {
    const result = await run('SELECT list(range) FROM range(1000000000)', { memoryLimitBytes: 64 * 1024 * 1024 });
    expect(result.kind).toBe('user-error');
    expect(messageOf(result)).toMatch(/Out of Memory Error/);
  });

  it('is told in at most 10,000 characters', async () => {
    const result = await run("SELECT error(repeat('x', 20000000))");
    expect(messageOf(result)).toHaveLength(10_000);
  });

  it('does not disturb the next transformation', async () => {
    await run('SELEC 1');
    expect(await run('SELECT 1')).toEqual({ kind: 'success', outputs: [] });
  });
});

describe('user SQL is locked in', () => {
  const inputPath = (): string => flights.files[0] ?? '';

  it.each([
    ['read a file', () => "SELECT * FROM read_csv('/etc/passwd')"],
    ['read a file by its name', () => `SELECT * FROM "/etc/hostname.csv"`],
    ['read text', () => "SELECT * FROM read_text('/etc/passwd')"],
    ['read its environment', () => "SELECT * FROM read_blob('/proc/self/environ')"],
    ['list a folder', () => "SELECT * FROM glob('/etc/*')"],
    ['leave an allowed folder', () => `SELECT * FROM read_text('${scratch.path}/out/../../../etc/passwd')`],
    ['read Parquet that is not its input', () => `SELECT * FROM read_parquet('${scratch.path}/*/*.parquet')`],
    ['write a file', () => `COPY (SELECT 1) TO '${scratch.path}/stolen.csv'`],
    ['write to an output folder', () => `COPY (SELECT 1) TO '${scratch.path}/out/x.parquet'`],
    ['overwrite an input', () => `COPY (SELECT 1 AS a) TO '${inputPath()}' (FORMAT parquet, USE_TMP_FILE false)`],
    [
      'overwrite an input behind EXPLAIN',
      () => `EXPLAIN ANALYZE COPY (SELECT 1 AS a) TO '${inputPath()}' (FORMAT parquet, USE_TMP_FILE false)`,
    ],
    [
      'overwrite an input behind PREPARE',
      () => `PREPARE p AS COPY (SELECT 1 AS a) TO '${inputPath()}' (FORMAT parquet, USE_TMP_FILE false); EXECUTE p`,
    ],
    ['overwrite an input by a second statement', () => `SELECT 1; COPY (SELECT 1 AS a) TO '${inputPath()}' (USE_TMP_FILE false)`],
    ['export the database', () => `EXPORT DATABASE '${scratch.path}/out'`],
    ['import a database', () => `IMPORT DATABASE '${scratch.path}/out'`],
    ['attach a file', () => `ATTACH '${scratch.path}/stolen.db'`],
    ['attach a file in an output folder', () => `ATTACH '${scratch.path}/out/stolen.db'`],
    ['attach memory', () => "ATTACH ':memory:' AS other"],
    ['install an extension', () => 'INSTALL httpfs'],
    ['load an extension', () => "LOAD '/tmp/evil.duckdb_extension'"],
    ['reach the network', () => "SELECT * FROM read_csv('http://127.0.0.1:1/x.csv')"],
    ['unlock access', () => 'SET enable_external_access = true'],
    ['unlock access by PRAGMA', () => 'PRAGMA enable_external_access = true'],
    ['unlock the configuration', () => 'RESET lock_configuration'],
    ['allow a path', () => "SET allowed_paths = ['/etc/passwd']"],
    ['allow a folder', () => "SET GLOBAL allowed_directories = ['/']"],
    ['raise its memory', () => "SET memory_limit = '100GB'"],
    ['raise its threads', () => 'SET threads = 64'],
    ['move its temporary files', () => "SET temp_directory = '/etc'"],
    ['write a log file', () => "SET log_query_path = '/tmp/stolen.log'"],
    ['profile into a file', () => "PRAGMA profiling_output = '/tmp/stolen.json'"],
    ['keep a secret', () => "CREATE PERSISTENT SECRET s (TYPE http, BEARER_TOKEN 'x')"],
    ['call a procedure', () => 'CALL force_checkpoint()'],
  ])('and cannot %s', async (_, sql) => {
    await mkdir(join(scratch.path, 'out'), { recursive: true });
    const before = await readFile(inputPath());

    const result = await run(sql(), { outputs: [{ name: 'flights', outDir: join(scratch.path, 'out') }] });

    expect(result).toMatchObject({ kind: 'user-error', at: { code: 'code' } });
    expect((await readFile(inputPath())).equals(before)).toBe(true);
    expect(await readdir(join(scratch.path, 'out'))).toEqual([]);
    expect((await readdir(scratch.path)).filter((name) => name.startsWith('stolen'))).toEqual([]);
  });

  it('but reads its inputs after the lock', async () => {
    expect(await resultOf('CREATE TABLE result AS SELECT count(*) AS n FROM flights')).toEqual({ columns: ['n'], rows: [['3']] });
  });

  it('and spills to its work folder, which the lock does not hinder', async () => {
    const workDir = scratch.newPath();
    const script =
      'CREATE TABLE big AS SELECT i, md5(i::VARCHAR) AS m FROM range(3000000) t(i); CREATE TABLE sorted AS FROM big ORDER BY m';
    expect(await run(script, { workDir, memoryLimitBytes: 100 * 1024 * 1024 })).toMatchObject({ kind: 'success' });
    expect(await readdir(workDir)).toContain('spill');
  });

  it('and finds nothing of the service in its environment', async () => {
    process.env['SECRET_OF_THE_SERVICE'] = 'secret';
    const { pid, stop } = await started(FOREVER);
    const environment = await readFile(`/proc/${pid}/environ`, 'utf8');
    await stop();
    delete process.env['SECRET_OF_THE_SERVICE'];

    expect(
      environment
        .split('\0')
        .filter(Boolean)
        .map((entry) => entry.split('=')[0])
        .sort(),
    ).toEqual(['HOME', 'TZ']);
  });
});

/** A transformation under way, with the number of its process. */
async function started(
  script: string,
  options: TransformationOptions = {},
): Promise<{ pid: number; result: Promise<TransformationResult>; stop: () => Promise<TransformationResult> }> {
  const abort = new AbortController();
  let pid = 0;
  let isStarted = false;
  const result = run(
    ['SELECT 1', script],
    {},
    { ...options, signal: abort.signal, onStarted: (group) => (pid = group), onLog: () => (isStarted = true) },
  );
  await until(() => isStarted);
  return { pid, result, stop: () => (abort.abort(), result) };
}

describe('the process of a transformation', () => {
  it('ends when it is told to, even in a statement that never ends', async () => {
    const { pid, stop } = await started(FOREVER);

    expect(await stop()).toEqual({ kind: 'terminated' });
    expect(await isRunning(pid)).toBe(false);
  });

  it('is killed when it does not end in time', async () => {
    const { pid, stop } = await started(FOREVER, { terminationGraceMs: 100 });
    // a stopped process does not get to handle SIGTERM
    process.kill(-pid, 'SIGSTOP');

    expect(await stop()).toEqual({ kind: 'terminated' });
    expect(await isRunning(pid)).toBe(false);
  });

  it('does not start when it was told to end before', async () => {
    let isStarted = false;
    expect(await run('SELECT 1', {}, { signal: AbortSignal.abort(), onStarted: () => (isStarted = true) })).toEqual({
      kind: 'terminated',
    });
    expect(isStarted).toBe(false);
  });

  it('is reported as crashed when it is killed from outside', async () => {
    const { pid, result } = await started(FOREVER);
    process.kill(-pid, 'SIGKILL');

    expect(await result).toEqual({ kind: 'crashed', message: 'The transformation process was ended by SIGKILL.' });
  });

  it('is reported as crashed when it fails for a reason that is not the SQL', async () => {
    const result = await run('SELECT 1', { inputs: [{ name: 'gone', files: [scratch.newPath()], columns: [{ name: 'a' }] }] });

    expect(result.kind).toBe('crashed');
    expect(messageOf(result)).toMatch(/exit code 1\. .*No files found/s);
  });

  it('ends when the process that started it is killed', async () => {
    const spec = transformation(['SELECT 1', FOREVER]);
    const program = `
      const { runTransformation } = await import(${JSON.stringify(LIBRARY)});
      let pid;
      await runTransformation(${JSON.stringify(spec)}, { onStarted: (group) => { pid = group; }, onLog: () => process.stdout.write(String(pid)) });`;
    const parent = spawn(process.execPath, ['--input-type=module', '-e', program], { stdio: ['ignore', 'pipe', 'inherit'] });
    const [output] = (await once(parent.stdout, 'data')) as [Buffer];
    const pid = Number(output.toString());
    expect(await isRunning(pid)).toBe(true);

    parent.kill('SIGKILL');
    await until(async () => !(await isRunning(pid)));
  });
});
