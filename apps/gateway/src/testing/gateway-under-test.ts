import { mkdir, mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { brotliCompressSync } from 'node:zlib';
import type { NestFastifyApplication } from '@nestjs/platform-fastify';
import { createLogger, createService, readConfig } from '@runledger/service-kit';
import { gateway } from '../gateway.js';
import { gatewayKeys } from '../config/gateway-config.js';
import { UpstreamServer } from './upstream.js';

export const PAGE = '<!doctype html><title>Runledger</title>';
export const SCRIPT = 'console.log("a console that is long enough to be compressed");'.repeat(20);

/** A gateway that listens, with one real server in the place of each service. The scheduler is away unless it is asked for. */
export interface GatewayUnderTest {
  readonly origin: string;
  readonly projects: UpstreamServer;
  readonly jobApi: UpstreamServer;
  readonly storageJobs: UpstreamServer;
  readonly fileUploads: UpstreamServer;
  readonly scheduler: UpstreamServer;
  readonly app: NestFastifyApplication;
  stop(): Promise<void>;
}

export async function startGateway(
  env: Readonly<Record<string, string>> = {},
  options: { readonly scheduler: 'here' | 'away' } = { scheduler: 'away' },
): Promise<GatewayUnderTest> {
  const [projects, jobApi, storageJobs, fileUploads, scheduler] = await Promise.all([
    UpstreamServer.start(),
    UpstreamServer.start(),
    UpstreamServer.start(),
    UpstreamServer.start(),
    UpstreamServer.start(),
  ]);
  const schedulerOrigin = scheduler.origin;
  if (options.scheduler === 'away') await scheduler.stop();
  const consoleDir = await builtConsole();
  const config = readConfig(
    {
      PROJECTS_URL: projects.origin,
      JOB_API_URL: jobApi.origin,
      SCHEDULER_URL: schedulerOrigin,
      STORAGE_JOBS_URL: storageJobs.origin,
      FILE_UPLOADS_URL: fileUploads.origin,
      CONSOLE_DIR: consoleDir,
      PUBLIC_URL: 'https://connection.runledger.example',
      ...env,
    },
    gatewayKeys,
  );
  const app = await createService(gateway, config, createLogger({ service: 'gateway', level: 'silent' }));
  await app.listen({ host: '127.0.0.1', port: 0 });
  const stop = async (): Promise<void> => {
    app.getHttpServer().closeAllConnections();
    await app.close();
    for (const stage of gateway.stages?.(app) ?? []) await stage.stop();
    await Promise.all([projects, jobApi, storageJobs, fileUploads, scheduler].map((upstream) => upstream.stop()));
    await rm(consoleDir, { recursive: true });
  };
  return { origin: await app.getUrl(), projects, jobApi, storageJobs, fileUploads, scheduler, app, stop };
}

async function builtConsole(): Promise<string> {
  const dir = await mkdtemp(join(tmpdir(), 'console-'));
  await mkdir(join(dir, 'assets'));
  await writeFile(join(dir, 'index.html'), PAGE);
  await writeFile(join(dir, 'secret.txt'), 'not to be served');
  await writeFile(join(dir, 'assets', 'main-4f2a.js'), SCRIPT);
  await writeFile(join(dir, 'assets', 'main-4f2a.js.br'), brotliCompressSync(SCRIPT));
  await writeFile(join(dir, 'assets', '.hidden'), 'not to be served');
  return dir;
}
