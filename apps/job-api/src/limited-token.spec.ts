import { randomUUID } from 'node:crypto';
import type { ComponentId, EventId, JobId, WorkerId } from '@runledger/contracts';
import { JobLogWriter, newEvent, type Ledger } from '@runledger/event-log';
import { serviceActor } from '@runledger/ledger-module';
import { createProject, createToken, ledgerOf, startService, type Answer, type ServiceUnderTest, type TestProject, type TestToken } from '@runledger/ledger-module/testing';
import { jobApi } from './job-api.js';

const NOOP = { component: 'runledger.noop', configData: {} };
const TRANSFORMATION = { component: 'keboola.duckdb-transformation', configData: {} };

interface Event {
  readonly id: string;
  readonly uuid: string;
  readonly message: string;
  readonly component: string;
  readonly runId: string;
}

describe('a limited token', () => {
  let service: ServiceUnderTest;
  let project: TestProject;
  let worker: Ledger;
  /** May run one component. */
  let runner: TestToken;
  /** May run none. */
  let reader: TestToken;

  beforeAll(async () => {
    project = await createProject();
    [runner, reader] = [await createToken(project, { componentAccess: [NOOP.component] }), await createToken(project, { bucketPermissions: { 'in.c-a': 'read' } })];
    service = await startService(jobApi);
    worker = await ledgerOf('worker', ['job']);
  });

  afterAll(async () => {
    await worker.stop();
    await service.stop();
  });

  const get = (path: string, token: string): Promise<Answer> => service.call('GET', path, { token });
  const post = (path: string, token: string, body: unknown = {}): Promise<Answer> => service.call('POST', path, { token, body });
  const create = async (body: object, token: string): Promise<string> => ((await post('/jobs', token, body)).body as { readonly id: string }).id;
  const idsIn = (body: unknown): readonly string[] => (body as readonly { readonly id: string }[]).map(({ id }) => id);
  const start = (id: string): Promise<unknown> =>
    worker.append(newEvent('AttemptStarted', { project: project.id, aggregate: `job:${id}`, actor: serviceActor('worker'), data: { jobId: id as JobId, attempt: 1, worker: 'worker-1' as WorkerId } }));

  it('runs only the components that it was given', async () => {
    expect((await post('/jobs', runner.token, NOOP)).status).toBe(201);
    const refused = await post('/jobs', runner.token, TRANSFORMATION);
    expect([refused.status, refused.text]).toEqual([403, expect.stringContaining('keboola.duckdb-transformation')]);
    expect((await post('/jobs', reader.token, NOOP)).status).toBe(403);
  });

  it('sees the jobs of these components and no others', async () => {
    const [noop, other] = [await create(NOOP, project.token), await create(TRANSFORMATION, project.token)];
    expect((await get(`/jobs/${noop}`, runner.token)).status).toBe(200);
    expect((await get(`/jobs/${other}`, runner.token)).body).toMatchObject({ error: `Job "${other}" not found`, code: 404 });
    expect((await post(`/jobs/${other}/kill`, runner.token)).status).toBe(404);
    expect(idsIn((await get('/search/jobs', runner.token)).body)).toContain(noop);
    expect(idsIn((await get(`/search/jobs?id=${other}`, runner.token)).body)).toEqual([]);
    expect((await get('/runledger/v1/jobs?component=keboola.duckdb-transformation', runner.token)).body).toMatchObject({ items: [], total: 0 });
    expect((await get('/runledger/v1/slots', reader.token)).body).toMatchObject({ running: [], waiting: [], waitingCount: 0 });
    await post(`/jobs/${other}/kill`, project.token);
    expect((await get(`/jobs/${other}`, runner.token)).status).toBe(404);
    expect((await get(`/jobs/${other}`, project.token)).body).toMatchObject({ status: 'cancelled' });
  });

  it('sees everything that happens to its own jobs, whoever does it, and nothing of others', async () => {
    const own = await create({ ...NOOP, parentRunId: '77' }, runner.token);
    await start(own);
    const writer = new JobLogWriter({ connection: worker.connection, partitions: worker.partitionCount });
    const line = { project: project.id, attempt: 1, componentId: NOOP.component as ComponentId, configurationId: null, timeMs: Date.now(), level: 'info' as const };
    const say = (jobId: string, runId: string, tokenId: TestToken['id'] | null, message: string): boolean =>
      writer.write({ ...line, id: randomUUID() as EventId, jobId: jobId as JobId, runId, tokenId, tokenDescription: null, message });
    say(own, `77.${own}`, runner.id, 'a line of the component');
    const others = await create(NOOP, project.token);
    say(others, others, null, 'a line of another job');
    await writer.close(5_000);
    await post(`/jobs/${own}/kill`, project.token);

    const events = (await get(`/v2/storage/events?runId=${own}`, runner.token)).body as readonly Event[];
    expect(events.map(({ message }) => message)).toEqual(['Termination requested by Master token', 'a line of the component', 'Started on worker-1, attempt 1', 'Job created']);
    expect(events.every(({ component, runId }) => component === NOOP.component && runId === `77.${own}`)).toBe(true);
    expect((await get(`/v2/storage/events?component=${NOOP.component}&q=a line`, runner.token)).body).toEqual([events[1]]);
    expect((await get(`/v2/storage/events/${events[1]?.uuid ?? ''}`, runner.token)).body).toEqual(events[1]);

    const [created, said] = (await get(`/v2/storage/events?runId=${others}&sortOrder=asc`, project.token)).body as readonly Event[];
    expect([created?.message, said?.message]).toEqual(['Job created', 'a line of another job']);
    expect((await get(`/v2/storage/events?runId=${others}`, runner.token)).body).toEqual([]);
    for (const { id, uuid } of [created, said].filter((event) => event !== undefined)) {
      expect((await get(`/v2/storage/events/${id}`, runner.token)).status).toBe(404);
      expect((await get(`/v2/storage/events/${uuid}`, runner.token)).status).toBe(404);
    }
  });
});
