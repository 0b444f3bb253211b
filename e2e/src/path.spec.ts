import { execFileSync } from 'node:child_process';
import { mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { Api, eventually, sharedConnection } from './api.js';
import { finished, runJob, transformation, TRANSFORMATION, type Job } from './job.js';
import { pythonWithClient, repositoryPath, runProgram } from './python-client.js';

const AIRPORTS = 'in.c-path.airports';
const FLIGHTS = 'in.c-path.flights';
const BUSIEST = 'out.c-path.busiest_airports';
const QUERY = `SELECT a.iata, a.name, a.state, sum(f.count::BIGINT) AS departures
  FROM flights f JOIN airports a ON a.iata = f.origin GROUP BY ALL`;
const DATA = repositoryPath('node_modules', 'vega-datasets', 'data');

interface Seen {
  readonly bucket: { readonly id: string; readonly stage: string };
  readonly preview: string;
  readonly detail: { readonly id: string; readonly columns: readonly string[]; readonly rowsCount: number; readonly dataSizeBytes: number };
  readonly storageJob: {
    readonly status: string;
    readonly tableId: string;
    readonly operationName: string;
    readonly operationParams: { readonly source: { readonly fileId: number } };
    readonly results: { readonly id: string };
    readonly metrics: { readonly inBytes: number };
  };
  readonly file: { readonly id: number; readonly name: string; readonly sizeBytes: number };
  readonly uploadedDigest: string;
  readonly downloadedDigest: string;
}

/** The same question to DuckDB itself, without the platform. */
const expectedRows = (): readonly string[] => {
  const script = `
    import duckdb from '@duckdb/node-api';
    const connection = await (await duckdb.DuckDBInstance.create()).connect();
    const csv = (name) => "read_csv('${DATA}/" + name + "', all_varchar = true, header = true)";
    const result = await connection.runAndReadAll(
      'WITH airports AS (FROM ' + csv('airports.csv') + '), flights AS (FROM ' + csv('flights-airport.csv') + ') ' + process.argv[1]);
    console.log(JSON.stringify(result.getRowsJson()));`;
  const rows = JSON.parse(execFileSync(process.execPath, ['--input-type=module', '-e', script, QUERY], { cwd: repositoryPath(), encoding: 'utf8' })) as readonly (readonly (string | null)[])[];
  return rows.map((row) => row.map((value) => `"${value ?? ''}"`).join(',')).sort();
};

describe('from a CSV to a finished job', () => {
  const api = new Api(sharedConnection());
  const { url, token } = api.connection;
  const work = mkdtempSync(join(tmpdir(), 'runledger-path-'));
  let seen: Seen;
  let job: Job;

  beforeAll(async () => {
    const python = await pythonWithClient();
    seen = JSON.parse(await runProgram(python, [repositoryPath('e2e', 'python', 'path.py'), url, token, DATA, work])) as Seen;
    const configuration = transformation([`CREATE TABLE busiest_airports AS ${QUERY}`], {
      input: [
        { source: AIRPORTS, destination: 'airports' },
        { source: FLIGHTS, destination: 'flights' },
      ],
      output: [{ source: 'busiest_airports', destination: BUSIEST, primary_key: ['iata'] }],
    });
    const created = await api.post<{ readonly id: string }>(`/v2/storage/branch/default/components/${TRANSFORMATION}/configs`, { name: 'Busiest airports', configuration });
    const accepted = await runJob(api, { component: TRANSFORMATION, config: created.body.id });
    expect(accepted).toMatchObject({ status: 'created', isFinished: false, result: [], startTime: null });
    job = await finished(api, accepted.id);
  });

  afterAll(() => rmSync(work, { recursive: true, force: true }));

  it('lists the services and verifies the token', async () => {
    const index = await api.get('/v2/storage');
    expect(index.body).toMatchObject({ api: 'storage', version: 'v2', services: expect.arrayContaining([expect.objectContaining({ id: 'queue' })]) as unknown });
    const verified = await api.get<{ readonly owner: { readonly id: number } }>('/v2/storage/tokens/verify');
    expect(verified.body.owner.id).toBe(Number(api.connection.projectId));
  });

  it('creates tables from CSV files with the Keboola client', () => {
    expect(seen.bucket).toMatchObject({ id: 'in.c-path', stage: 'in' });
    expect(seen.detail).toMatchObject({ id: AIRPORTS, columns: ['iata', 'name', 'city', 'state', 'country', 'latitude', 'longitude'], rowsCount: 3376 });
    expect(seen.preview.split('\n')[0]).toBe('"iata","name","city","state","country","latitude","longitude"');
    expect(seen.preview.endsWith('\n')).toBe(true);
  });

  it('records the storage job with its file, table, rows and bytes', async () => {
    expect(seen.storageJob).toMatchObject({ status: 'success', tableId: AIRPORTS, operationName: 'tableCreate', results: { id: AIRPORTS } });
    expect(seen.storageJob.metrics.inBytes).toBe(seen.file.sizeBytes);
    const versions = await api.get<{ readonly items: readonly object[] }>(`/runledger/v1/tables/${AIRPORTS}/versions`);
    expect(versions.body.items).toEqual([expect.objectContaining({ version: 1, rows: 3376, fileId: seen.file.id })]);
  });

  it('gives back the bytes that were uploaded', () => {
    expect(seen.downloadedDigest).toBe(seen.uploadedDigest);
  });

  it('runs the transformation and shows everything about it', () => {
    expect(job).toMatchObject({
      status: 'success',
      token: { description: 'Master token' },
      attempts: [{ attempt: 1, outcome: 'success' }],
      result: {
        message: 'Component processing finished.',
        configVersion: '1',
        input: { tables: [expect.objectContaining({ id: AIRPORTS, version: 1, rows: 3376 }), expect.objectContaining({ id: FLIGHTS, version: 1, rows: 5366 })] },
        output: { tables: [expect.objectContaining({ id: BUSIEST, version: 1 })] },
      },
    });
    expect(job.credits).toBeGreaterThan(0);
    expect(job.configData).toHaveProperty('parameters.blocks.0.codes.0.script.0', `CREATE TABLE busiest_airports AS ${QUERY}`);
    expect(Date.parse(job.endTime ?? '')).toBeGreaterThanOrEqual(Date.parse(job.startTime ?? ''));
  });

  it('lists what happened, component log lines among it', async () => {
    const messagesOf = async (): Promise<readonly string[]> =>
      (await api.get<readonly { readonly message: string }[]>(`/v2/storage/events?runId=${job.id}`)).body.map(({ message }) => message);
    const messages = await eventually(messagesOf, (all) => all.some((message) => message.startsWith('Block / Code')));
    expect(messages).toEqual(expect.arrayContaining(['Job created', expect.stringMatching(/^Started on worker-1, attempt 1/), expect.stringMatching(/^Loaded out.c-path.busiest_airports, version 1/), 'Component processing finished.']));
  });

  it('finds the job', async () => {
    const found = await api.get<readonly Job[]>(`/search/jobs?component=${TRANSFORMATION}&status=success&createdTimeFrom=-1%20hour`);
    expect(found.body.map(({ id }) => id)).toContain(job.id);
  });

  it('exports what the same query gives on the CSV files directly', async () => {
    const python = await pythonWithClient();
    const path = (await runProgram(python, [repositoryPath('e2e', 'python', 'export.py'), url, token, BUSIEST, work])).trim();
    const [header, ...rows] = readFileSync(path, 'utf8').trimEnd().split('\n');
    expect(header?.replaceAll('"', '').trim()).toBe('iata,name,state,departures');
    expect(rows.map((row) => row.trim()).sort()).toEqual(expectedRows());
  });

  it('ends in error with the message of DuckDB after a mistake in the SQL, and goes on working', async () => {
    const bad = await runJob(api, { component: TRANSFORMATION, configData: transformation(['SELECT no_such_column FROM nowhere']) });
    const failed = await finished(api, bad.id);
    expect(failed).toMatchObject({ status: 'error', result: { error: { type: 'user' } } });
    expect(failed.result.message).toContain('Table with name nowhere does not exist');
    const good = await runJob(api, { component: TRANSFORMATION, configData: transformation(['SELECT 1']) });
    expect(await finished(api, good.id)).toMatchObject({ status: 'success' });
  });
});
