import { createReadStream, createWriteStream, mkdirSync, rmSync, statSync } from 'node:fs';
import { cpus } from 'node:os';
import { join } from 'node:path';
import { pathToFileURL } from 'node:url';
import { pipeline } from 'node:stream/promises';
import { createGzip } from 'node:zlib';
import { DuckDBInstance } from '@duckdb/node-api';
import { rounded } from './statistics.mjs';

const ROWS = 5_000_000;
const MEMORY_BYTES = 1_500_000_000;
/** The better of these counts: what else the machine does makes a run slower, never faster. */
const ROUNDS = 2;

/**
 * Rows per second from a CSV to Parquet files: the table engine beside DuckDB itself on the same file in the same run,
 * and, to know what they cost, a primary key and gzip.
 *
 * @param {string} root
 * @param {string} folder
 */
export async function csvImport(root, folder) {
  mkdirSync(folder, { recursive: true });
  const csv = join(folder, 'rows.csv');
  await duckDb(`COPY (SELECT i AS id, 'name ' || (i % 1000) AS name, (i * 7919) % 100003 AS amount, (i / 3.0)::DECIMAL(12, 2) AS price, DATE '2020-01-01' + (i % 2000)::INTEGER AS day
    FROM range(${ROWS}) AS rows(i)) TO '${csv}' (HEADER)`);
  const gzipped = `${csv}.gz`;
  await pipeline(createReadStream(csv), createGzip({ level: 1 }), createWriteStream(gzipped));

  const raw = await rowsPerSecond(() =>
    duckDb(
      `COPY (SELECT * FROM read_csv('${csv}', all_varchar = true)) TO '${join(folder, 'raw.parquet')}' (FORMAT parquet, COMPRESSION zstd)`,
    ),
  );
  const { importCsv, RFC_4180 } = await import(pathToFileURL(join(root, 'libs', 'table-engine', 'dist', 'index.js')).href);
  const imported = async (/** @type {string} */ file, /** @type {string[]} */ primaryKey) => {
    const outDir = join(folder, 'out');
    const limits = { threads: cpus().length, memoryLimitBytes: MEMORY_BYTES, tempDir: join(folder, 'temp') };
    return rowsPerSecond(async () => {
      await importCsv({ files: [file], columns: { from: 'header' }, dialect: RFC_4180, primaryKey, outDir, limits });
      rmSync(outDir, { recursive: true, force: true });
    });
  };
  const plain = await imported(csv, []);
  const result = {
    rows: ROWS,
    csvBytes: statSync(csv).size,
    rowsPerSecond: { rawDuckDb: raw, plain, keyed: await imported(csv, ['id']), gzip: await imported(gzipped, []) },
    plainToRaw: Math.round((plain / raw) * 100) / 100,
  };
  rmSync(folder, { recursive: true, force: true });
  return result;
}

/** @param {() => Promise<unknown>} work */
async function rowsPerSecond(work) {
  let best = 0;
  for (let round = 0; round < ROUNDS; round += 1) {
    const startMs = performance.now();
    await work();
    best = Math.max(best, ROWS / ((performance.now() - startMs) / 1000));
  }
  return rounded(best);
}

/** @param {string} sql */
async function duckDb(sql) {
  const instance = await DuckDBInstance.create(':memory:', { memory_limit: `${MEMORY_BYTES / 1_000_000}MB` });
  const connection = await instance.connect();
  try {
    await connection.run(sql);
  } finally {
    connection.closeSync();
    instance.closeSync();
  }
}
