/**
 * From two CSV files to a finished job, with nothing but `fetch`.
 * Run it against a started platform: node examples/first-run/dist/first-run.js
 */
import { readFileSync } from 'node:fs';

const { url, token } = connection();
const AIRPORTS = 'in.c-first-run.airports';
const FLIGHTS = 'in.c-first-run.flights';
const BUSIEST = 'out.c-first-run.busiest_airports';

// 1. Two tables from two files.
await ensureBucket('first-run');
await loadCsv(AIRPORTS, 'airports.csv');
await loadCsv(FLIGHTS, 'flights-airport.csv');

// 2. A transformation: which tables it reads, its SQL, which table it writes.
const configuration = await api<{ readonly id: string }>('POST', '/v2/storage/branch/default/components/keboola.duckdb-transformation/configs', {
  name: 'Busiest airports',
  configuration: {
    parameters: {
      blocks: [
        {
          name: 'Airports',
          codes: [
            {
              name: 'Count departures',
              script: [
                `CREATE TABLE busiest_airports AS
                 SELECT a.iata, a.name, a.state, sum(f.count::BIGINT) AS departures
                 FROM flights f JOIN airports a ON a.iata = f.origin
                 GROUP BY ALL ORDER BY departures DESC`,
              ],
            },
          ],
        },
      ],
    },
    storage: {
      input: {
        tables: [
          { source: AIRPORTS, destination: 'airports' },
          { source: FLIGHTS, destination: 'flights' },
        ],
      },
      output: { tables: [{ source: 'busiest_airports', destination: BUSIEST, primary_key: ['iata'] }] },
    },
  },
});

// 3. Run it and wait until it is over.
let job = await api<Job>('POST', '/jobs', { component: 'keboola.duckdb-transformation', config: configuration.id });
console.log(`Job ${job.id} ${job.status}`);
while (!job.isFinished) {
  await pause();
  job = await api<Job>('GET', `/jobs/${job.id}`);
}
console.log(`Job ${job.id} ${job.status} after ${job.durationSeconds} s, ${job.credits} credits: ${job.result.message}`);
if (job.status !== 'success') process.exit(1);

// 4. Look at what it has made.
const preview = await fetch(`${url}/v2/storage/tables/${BUSIEST}/data-preview?limit=5`, { headers: { 'X-StorageApi-Token': token } });
console.log(`${BUSIEST}, version ${job.result.output.tables[0]?.version ?? 0}:\n${await preview.text()}`);

/** Uploads a file and makes a table of it, or the next version of the table that there is. */
async function loadCsv(tableId: string, name: string): Promise<void> {
  const bytes = readFileSync(new URL(`../../../node_modules/vega-datasets/data/${name}`, import.meta.url));
  const file = await api<PreparedFile>('POST', '/v2/storage/files/prepare', { name, sizeBytes: bytes.length, federationToken: true });
  const { container, blobName, absCredentials } = file.absUploadParams;
  const [, endpoint, signature] = /^BlobEndpoint=(.*);SharedAccessSignature=(.*)$/.exec(absCredentials.SASConnectionString) ?? [];
  const upload = await fetch(`${endpoint}/${container}/${blobName}?${signature}`, { method: 'PUT', headers: { 'x-ms-blob-type': 'BlockBlob' }, body: bytes });
  if (!upload.ok) throw new Error(`upload of ${name}: ${upload.status} ${await upload.text()}`);

  const [stage, bucket, table] = tableId.split('.');
  const isThere = (await request('GET', `/v2/storage/tables/${tableId}`)).ok;
  let storageJob = isThere
    ? await api<StorageJob>('POST', `/v2/storage/tables/${tableId}/import-async`, { dataFileId: file.id })
    : await api<StorageJob>('POST', `/v2/storage/buckets/${stage}.${bucket}/tables-async`, { name: table, dataFileId: file.id });
  while (storageJob.status !== 'success' && storageJob.status !== 'error') {
    await pause();
    storageJob = await api<StorageJob>('GET', `/v2/storage/jobs/${storageJob.id}`);
  }
  if (storageJob.status === 'error') throw new Error(`${tableId}: ${storageJob.error?.message ?? 'failed'}`);
  console.log(`Table ${tableId} loaded from file ${file.id}`);
}

function pause(): Promise<void> {
  return new Promise((resolve) => setTimeout(resolve, 200));
}

async function ensureBucket(name: string): Promise<void> {
  if (!(await request('GET', `/v2/storage/buckets/in.c-${name}`)).ok) await api<object>('POST', '/v2/storage/buckets', { stage: 'in', name });
}

/** The API describes its answers at /docs; here stands only what this program reads. */
interface Job {
  readonly id: string;
  readonly status: string;
  readonly isFinished: boolean;
  readonly durationSeconds: number;
  readonly credits: number;
  readonly result: { readonly message: string; readonly output: { readonly tables: readonly { readonly version: number }[] } };
}

interface StorageJob {
  readonly id: number;
  readonly status: string;
  readonly error?: { readonly message: string };
}

interface PreparedFile {
  readonly id: number;
  readonly absUploadParams: { readonly container: string; readonly blobName: string; readonly absCredentials: { readonly SASConnectionString: string } };
}

async function api<Answer>(method: string, path: string, body?: object): Promise<Answer> {
  const response = await request(method, path, body);
  if (!response.ok) throw new Error(`${method} ${path}: ${response.status} ${await response.text()}`);
  return (await response.json()) as Answer;
}

function request(method: string, path: string, body?: object): Promise<Response> {
  const headers = { 'X-StorageApi-Token': token, 'Content-Type': 'application/json' };
  return fetch(url + path, { method, headers, ...(body && { body: JSON.stringify(body) }) });
}

/** Where `npm start` wrote how to reach the platform. */
function connection(): { readonly url: string; readonly token: string } {
  return JSON.parse(readFileSync(process.env['RUNLEDGER_CONNECTION'] ?? '.runledger/connection.json', 'utf8')) as { url: string; token: string };
}
