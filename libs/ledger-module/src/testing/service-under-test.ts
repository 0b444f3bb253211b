import { randomUUID } from 'node:crypto';
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { NestFastifyApplication } from '@nestjs/platform-fastify';
import type { BranchId, ProjectId, TokenId, TokenRights } from '@runledger/contracts';
import { newEvent } from '@runledger/event-log';
import { createLogger, createService, readConfig, type Env, type ServiceConfig, type ServiceDefinition } from '@runledger/service-kit';
import { serviceActor } from '../actor.js';
import { secretHashOf, tokenText } from '../token-lookup.js';
import { DescribedAnswers } from './described-answers.js';
import { ledgerOf, openSpecLog, SPEC_LOG } from './spec-log.js';

/** What a request got. */
export interface Answer {
  readonly status: number;
  readonly headers: Readonly<Record<string, unknown>>;
  readonly text: string;
  /** Parsed JSON; undefined where the answer is none. */
  readonly body: unknown;
}

export interface ServiceUnderTest {
  readonly app: NestFastifyApplication;
  /** Where its blobs are. */
  readonly blobStoreDir: string;
  /** Its answers as it describes them itself. */
  readonly described: DescribedAnswers;
  /**
   * A request without a socket: everything but the network is real.
   * @throws when the answer is not as the service describes it.
   */
  call(method: 'GET' | 'POST' | 'PUT' | 'DELETE', path: string, options?: { readonly token?: string; readonly body?: unknown; readonly headers?: Readonly<Record<string, string>> }): Promise<Answer>;
  /** Ends as on SIGTERM. */
  stop(): Promise<void>;
}

/** Starts a service on the engine of the test run, with its own read models and blobs, for a spec that drives it over HTTP. */
export const startService = async <Config extends ServiceConfig>(definition: ServiceDefinition<Config>, env: Env = {}): Promise<ServiceUnderTest> => {
  const folder = await mkdtemp(join(tmpdir(), `${definition.name}-`));
  const storeUrl = `${(process.env['MONGODB_URL'] ?? '').replace(/\/[^/]*$/, '')}/${definition.name}-${randomUUID().slice(0, 8)}`;
  const blobStoreDir = env['BLOB_STORE_DIR'] ?? join(folder, 'blobs');
  const config = readConfig({ LOG_LEVEL: 'silent', ...process.env, KAFKA_TOPIC_PREFIX: SPEC_LOG.topicPrefix, MONGODB_URL: storeUrl, WORK_DIR: join(folder, 'work'), ...env, BLOB_STORE_DIR: blobStoreDir }, definition.config);
  await openSpecLog();
  const app = await createService(definition, config, createLogger({ service: definition.name, level: config.logLevel }));
  const strategy = definition.microservice?.(app);
  if (strategy !== undefined) app.connectMicroservice({ strategy });
  await app.init();
  await app.startAllMicroservices();
  await definition.onReady?.(app, '');
  const described = new DescribedAnswers((await app.inject('/docs-json')).json());
  return {
    app,
    blobStoreDir,
    described,
    call: async (method, path, { token, body, headers = {} } = {}) => {
      const answer = await app.inject({
        method,
        url: path,
        headers: { ...(token === undefined ? {} : { 'x-storageapi-token': token }), ...headers },
        ...(body === undefined ? {} : { payload: body as object }),
      });
      const isJson = String(answer.headers['content-type'] ?? '').startsWith('application/json') && answer.payload !== '';
      const answered: Answer = { status: answer.statusCode, headers: answer.headers, text: answer.payload, body: isJson ? (JSON.parse(answer.payload) as unknown) : undefined };
      if (isJson) described.check(method, path, answered);
      return answered;
    },
    stop: async () => {
      await strategy?.close();
      for (const stage of definition.stages?.(app) ?? []) await stage.stop();
      await app.close();
      await rm(folder, { recursive: true, force: true });
    },
  };
};

/** A project of a spec's own, with its master token, made as an operator makes one. */
export interface TestProject {
  readonly id: ProjectId;
  readonly branchId: BranchId;
  readonly token: string;
}

const MASTER: TokenRights = {
  isMasterToken: true,
  canManageBuckets: true,
  canManageTokens: true,
  canReadAllFileUploads: true,
  canPurgeTrash: true,
  bucketPermissions: {},
  componentAccess: [],
};

export const createProject = async (): Promise<TestProject> => {
  const ledger = await ledgerOf('cli', ['project']);
  try {
    const [id, branchId, tokenId] = (await Promise.all([ledger.newId(), ledger.newId(), ledger.newId()])) as [ProjectId, BranchId, TokenId];
    const actor = serviceActor('cli');
    const secret = randomUUID();
    const data = { tokenId, description: 'Master token', secretHash: secretHashOf(secret), rights: MASTER, expiresAtMs: null };
    await ledger.append(newEvent('ProjectCreated', { project: id, aggregate: `project:${id}`, actor, data: { name: 'Test', defaultBranchId: branchId } }));
    await ledger.append(newEvent('TokenCreated', { project: id, aggregate: `token:${tokenId}`, actor, data }));
    return { id, branchId, token: tokenText(id, tokenId, secret) };
  } finally {
    await ledger.stop();
  }
};

/** Looks until a condition holds; the error says what was seen last. */
export const eventually = async <T>(look: () => Promise<T> | T, holds: (seen: T) => boolean, deadlineMs = 15_000): Promise<T> => {
  const endMs = Date.now() + deadlineMs;
  for (;;) {
    const seen = await look();
    if (holds(seen)) return seen;
    if (Date.now() > endMs) throw new Error(`not within ${deadlineMs} ms, last seen: ${JSON.stringify(seen)}`);
    await new Promise((resolve) => setTimeout(resolve, 20));
  }
};
