import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { NestFastifyApplication } from '@nestjs/platform-fastify';
import { openLog, SILENT } from '@runledger/event-log';
import { createLogger, createService, readServiceConfig } from '@runledger/service-kit';
import { scheduler } from './scheduler.js';

/** As the operator's command opens it. */
const PARTITIONS = 16;

let app: NestFastifyApplication;
let blobStoreDir: string;
beforeAll(async () => {
  blobStoreDir = await mkdtemp(join(tmpdir(), 'scheduler-'));
  const config = readServiceConfig({ ...process.env, BLOB_STORE_DIR: blobStoreDir });
  await openLog({ brokers: config.kafkaBrokers, partitions: PARTITIONS, replication: 1, diagnostics: SILENT });
  app = await createService(scheduler, config, createLogger({ service: scheduler.name, level: 'silent' }));
  await app.init();
});
afterAll(async () => {
  for (const stage of scheduler.stages?.(app) ?? []) await stage.stop();
  await app.close();
  await rm(blobStoreDir, { recursive: true });
});

test('is ready once it has folded the log', async () => {
  const { statusCode } = await app.inject({ url: '/health/ready' });
  expect(statusCode).toBe(200);
});

test('says how far it has read and what it watches', async () => {
  const { body } = await app.inject({ url: '/metrics' });
  expect(body.match(/^runledger_log_position\{partition="\d+"\} [1-9]\d*$/gm)).toHaveLength(PARTITIONS);
  for (const state of ['candidate', 'running', 'terminating'])
    expect(body).toMatch(new RegExp(`^runledger_scheduler_jobs\\{state="${state}"\\} \\d+$`, 'm'));
});

test('serves no endpoint that does nothing', async () => {
  const { statusCode } = await app.inject({ url: '/schedules' });
  expect(statusCode).toBe(404);
});
