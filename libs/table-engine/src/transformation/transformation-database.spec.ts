import { mkdir, readdir, readFile } from 'node:fs/promises';
import { join } from 'node:path';
import type { ScratchFolder } from '../testing/scratch-folder.js';
import { FOREVER, Transformations } from '../testing/transformations.js';

let transformations: Transformations;
let scratch: ScratchFolder;

beforeAll(async () => {
  transformations = await Transformations.create();
  ({ scratch } = transformations);
});
afterAll(() => scratch.remove());

describe('user SQL is locked in', () => {
  const inputPath = (): string => transformations.flights.files[0] ?? '';

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

    const result = await transformations.run(sql(), { outputs: [{ name: 'flights', outDir: join(scratch.path, 'out') }] });

    expect(result).toMatchObject({ kind: 'user-error', at: { code: 'code' } });
    expect((await readFile(inputPath())).equals(before)).toBe(true);
    expect(await readdir(join(scratch.path, 'out'))).toEqual([]);
    expect((await readdir(scratch.path)).filter((name) => name.startsWith('stolen'))).toEqual([]);
  });

  it('but reads its inputs after the lock', async () => {
    expect(await transformations.resultOf('CREATE TABLE result AS SELECT count(*) AS n FROM flights')).toEqual({
      columns: ['n'],
      rows: [['3']],
    });
  });

  it('and spills to its work folder, which the lock does not hinder', async () => {
    const workDir = scratch.newPath();
    const script =
      'CREATE TABLE big AS SELECT i, md5(i::VARCHAR) AS m FROM range(3000000) t(i); CREATE TABLE sorted AS FROM big ORDER BY m';
    expect(await transformations.run(script, { workDir, memoryLimitBytes: 100 * 1024 * 1024 })).toMatchObject({
      kind: 'success',
    });
    expect(await readdir(workDir)).toContain('spill');
  });

  it('and finds nothing of the service in its environment', async () => {
    process.env['SECRET_OF_THE_SERVICE'] = 'secret';
    const { pid, stop } = await transformations.start(FOREVER);
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
