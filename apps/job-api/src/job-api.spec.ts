import type { ConfigurationId, DataOf, EventName, JobId, WorkerId } from '@runledger/contracts';
import { aConfiguration, aResult } from '@runledger/domain/testing';
import { newEvent, type Judged, type Ledger } from '@runledger/event-log';
import { serviceActor } from '@runledger/ledger-module';
import { createProject, ledgerOf, startService, type Answer, type ServiceUnderTest, type TestProject } from '@runledger/ledger-module/testing';
import { jobApi } from './job-api.js';

const NOOP = { component: 'runledger.noop', configData: {} };
const WORKER = 'worker-1' as WorkerId;

/** Keys that clients read without looking whether they are there (contract 2.2). */
const JOB_KEYS = `id runId parentRunId project token status desiredStatus mode component config configData configRowIds configRow tag createdTime startTime
  endTime delayedStartTime durationSeconds result usageData isFinished url branchId branchType variableValuesId variableValuesData backend executor metrics behavior
  parallelism type orchestrationJobId orchestrationTaskId orchestrationPhaseId onlyOrchestrationTaskIds previousJobId deduplicationId credits waitingReason attempts`.split(/\s+/);

interface JobAnswer {
  readonly id: string;
  readonly status: string;
  readonly runId: string;
}

describe('job-api', () => {
  let service: ServiceUnderTest;
  let project: TestProject;
  let worker: Ledger;
  let projects: Ledger;

  beforeAll(async () => {
    project = await createProject();
    service = await startService(jobApi);
    [worker, projects] = await Promise.all([ledgerOf('worker', ['job']), ledgerOf('projects', ['job'])]);
  });

  afterAll(async () => {
    await Promise.all([worker.stop(), projects.stop()]);
    await service.stop();
  });

  const get = (path: string, token = project.token): Promise<Answer> => service.call('GET', path, { token });
  const post = (path: string, body: unknown = {}, headers: Readonly<Record<string, string>> = {}): Promise<Answer> => service.call('POST', path, { token: project.token, body, headers });
  const create = async (over: object = {}): Promise<JobAnswer> => (await post('/jobs', { ...NOOP, ...over })).body as JobAnswer;
  const append = <Name extends EventName>(ledger: Ledger, type: Name, aggregate: string, data: DataOf<Name>): Promise<Judged> =>
    ledger.append(newEvent(type, { project: project.id, aggregate, actor: serviceActor(ledger === worker ? 'worker' : 'projects'), data }));
  const start = (id: string, attempt = 1): Promise<Judged> => append(worker, 'AttemptStarted', `job:${id}`, { jobId: id as JobId, attempt, worker: WORKER });
  const finish = (id: string, outcome: 'success' | 'error' = 'success', attempt = 1): Promise<Judged> =>
    append(worker, 'AttemptFinished', `job:${id}`, { jobId: id as JobId, attempt, worker: WORKER, outcome, result: aResult() });
  const configure = async (over: Partial<DataOf<'ConfigurationCreated'>> = {}): Promise<ConfigurationId> => {
    const id = (await projects.newId()) as ConfigurationId;
    await append(projects, 'ConfigurationCreated', `configuration:${id}`, aConfiguration(id, { branchId: project.branchId, ...over }));
    return id;
  };
  const idsOf = ({ body }: Answer): readonly string[] => (body as readonly JobAnswer[]).map(({ id }) => id);

  describe('a job that was accepted', () => {
    it('has every key that clients read, at once and at its end', async () => {
      const { status, body } = await post('/jobs', NOOP);
      expect(status).toBe(201);
      expect(Object.keys(body as object)).toEqual(expect.arrayContaining(JOB_KEYS));
      const { id } = body as JobAnswer;
      expect(body).toMatchObject({ status: 'created', desiredStatus: 'processing', isFinished: false, result: [], metrics: [], startTime: null, parentRunId: '', runId: id, url: `http://127.0.0.1:8080/jobs/${id}` });
      await start(id);
      expect((await get(`/jobs/${id}`)).body).toMatchObject({ status: 'processing', isFinished: false });
      await finish(id);
      const end = await get(`/jobs/${id}`);
      expect(Object.keys(end.body as object)).toEqual(expect.arrayContaining(JOB_KEYS));
      expect(end.body).toMatchObject({ status: 'success', isFinished: true, attempts: [{ attempt: 1, worker: 'worker-1', outcome: 'success' }], metrics: { storage: {} }, url: `http://127.0.0.1:8080/jobs/${id}` });
    });

    it('shows the tables and the error of its result', async () => {
      const { id } = await create();
      const table = { id: 'in.c-main.a', name: 'a', columns: ['id'], version: 1, rows: 2, bytes: 3 };
      await start(id);
      const result = aResult({ inputTables: [table], outputTables: [table], error: { type: 'user', exceptionId: 'exception-1' } });
      await append(worker, 'AttemptFinished', `job:${id}`, { jobId: id as JobId, attempt: 1, worker: WORKER, outcome: 'error', result });
      const shown = { tables: [{ ...table, displayName: 'a', columns: [{ name: 'id' }] }] };
      expect((await get(`/jobs/${id}`)).body).toMatchObject({
        status: 'error',
        result: { input: shown, output: shown, error: { type: 'user', exceptionId: 'exception-1' } },
        metrics: { storage: { inputTablesBytesSum: 3, outputTablesBytesSum: 3 } },
      });
    });

    it('freezes the configuration version that is current, even when it has just been written by another process', async () => {
      const config = await configure({ configuration: { inline: { parameters: { marker: 1 } } } });
      const { status, body } = await post('/jobs', { component: 'runledger.noop', config });
      expect([status, body]).toEqual([201, expect.objectContaining({ config, configData: { parameters: { marker: 1 } } })]);
    });

    it('runs what is stored when the content beside its configuration is empty, and only that content otherwise', async () => {
      const config = await configure({ configuration: { inline: { parameters: { marker: 1 } } } });
      const stored = { configData: { parameters: { marker: 1 } } };
      expect((await post('/jobs', { component: 'runledger.noop', config, configData: [] })).body).toMatchObject(stored);
      expect((await post('/jobs', { component: 'runledger.noop', config, configData: {} })).body).toMatchObject(stored);
      expect((await post('/jobs', { component: 'runledger.noop', config, configData: { own: true } })).body).toMatchObject({ config, configData: { own: true } });
    });

    it('keeps its secrets encrypted', async () => {
      const { body } = await post('/jobs', { component: 'runledger.noop', configData: { '#password': 'hunter2' } });
      expect(JSON.stringify(body)).not.toContain('hunter2');
    });

    it('is a child of the run in its body or in the header, whether or not that exists', async () => {
      expect(await create({ parentRunId: '12.34' })).toMatchObject({ parentRunId: '12.34', runId: expect.stringMatching(/^12\.34\.\d+$/) as unknown });
      expect((await post('/jobs', NOOP, { 'x-kbc-runid': '56' })).body).toMatchObject({ parentRunId: '56' });
      expect((await post('/jobs', { ...NOOP, parentRunId: 'a b' })).status).toBe(400);
    });

    it('accepts what the clients send for nothing', async () => {
      const body = { component: 'runledger.noop', config: '', mode: 'run', configRowIds: [], tag: null, branchId: null, orchestrationJobId: null, parentRunId: null, configData: [] };
      expect((await post('/jobs', body)).status).toBe(201);
      expect((await post('/jobs', { ...NOOP, backend: 'small', parallelism: 5, branchId: 'default' })).body).toMatchObject({ backend: { containerType: 'small' }, parallelism: '5' });
      expect((await post('/jobs', { ...NOOP, branchId: Number(project.branchId) })).body).toMatchObject({ branchId: project.branchId });
    });

    it('does not start before its delay is over, and says so', async () => {
      const { id } = await create({ delay: 3600 });
      expect((await get(`/jobs/${id}`)).body).toMatchObject({ status: 'waiting', waitingReason: { rule: 'delay', blockedBy: [] } });
      expect(await start(id)).toMatchObject({ verdict: { effective: false } });
      await post(`/jobs/${id}/kill`);
      expect((await post('/jobs', { ...NOOP, delay: 1, delayedStartTime: '+1 day' })).status).toBe(400);
      expect((await post('/jobs', { ...NOOP, delay: 'soon' })).text).toContain('delay');
      expect((await post('/jobs', { ...NOOP, delay: '', delayedStartTime: '' })).body).toMatchObject({ delayedStartTime: null });
    });

    it('is the only unfinished one with its deduplication id', async () => {
      const [first, second] = await Promise.all([post('/jobs', { ...NOOP, deduplicationId: 'once' }), post('/jobs', { ...NOOP, deduplicationId: 'once' })]);
      const accepted = [first, second].find(({ status }) => status === 201);
      const refused = [first, second].find(({ status }) => status === 400);
      expect(refused?.body).toMatchObject({ context: { errorCode: 'dbDeduplicationIdConflict' } });
      const { id } = accepted?.body as JobAnswer;
      await post(`/jobs/${id}/kill`);
      expect((await post('/jobs', { ...NOOP, deduplicationId: 'once' })).status).toBe(201);
    });
  });

  describe('refuses', () => {
    it.each([
      [{ component: 'no.such', configData: {} }, 400, 'no.such'],
      [{ component: 'runledger.noop', config: '404' }, 404, '404'],
      [{ component: 'runledger.noop' }, 400, 'configData'],
      [{ ...NOOP, mode: 'crawl' }, 400, 'mode'],
      [{ ...NOOP, parallelism: 'many' }, 400, 'parallelism'],
      [{ ...NOOP, behavior: { onError: 'shrug' } }, 400, 'behavior.onError'],
      [{ ...NOOP, branchId: '999' }, 400, '999'],
      [{ ...NOOP, unheardOf: true }, 400, 'unheardOf'],
      [{ ...NOOP, delay: '-999999999 weeks' }, 400, 'delay'],
      [{ ...NOOP, configRowIds: Array.from({ length: 1000 }, () => 'x'.repeat(1000)) }, 400, 'more than one record'],
      [{ ...NOOP, variableValuesId: '1', variableValuesData: { values: [{ name: 'a', value: 'b' }] } }, 400, 'variableValues'],
    ])('%j with %d, naming what is wrong', async (body, status, named) => {
      const answer = await post('/jobs', body);
      expect([answer.status, answer.text]).toEqual([status, expect.stringContaining(named)]);
      expect(answer.body).toMatchObject({ code: status, status: 'error', exceptionId: expect.any(String) as unknown });
    });

    it('a disabled configuration, unless it is forced', async () => {
      const config = await configure({ isDisabled: true });
      expect((await post('/jobs', { component: 'runledger.noop', config })).text).toContain('is disabled');
      expect((await post('/jobs', { component: 'runledger.noop', config, mode: 'forceRun' })).status).toBe(201);
    });
  });

  describe('waiting', () => {
    it('for the same configuration is explained by the job that runs', async () => {
      const config = await configure();
      const [first, second] = [await create({ config, configData: undefined }), await create({ config, configData: undefined })];
      expect((await get(`/jobs/${second.id}`)).body).toMatchObject({ status: 'created', waitingReason: null });
      await start(first.id);
      expect((await get(`/jobs/${second.id}`)).body).toMatchObject({ status: 'waiting', waitingReason: { rule: 'configurationLock', blockedBy: [first.id] } });
      expect(idsOf(await get('/search/jobs?status=waiting'))).toContain(second.id);
      expect(idsOf(await get('/search/jobs?status=created'))).not.toContain(second.id);
      expect((await service.call('GET', '/metrics')).text).toMatch(/^runledger_jobs\{status="waiting"\} [1-9]/m);
      await finish(first.id);
      expect((await get(`/jobs/${second.id}`)).body).toMatchObject({ status: 'created' });
    });
  });

  describe('termination', () => {
    it('cancels what never started and is refused the second time', async () => {
      const { id } = await create();
      const kill = await post(`/jobs/${id}/kill`);
      expect([kill.status, kill.body]).toEqual([202, expect.objectContaining({ desiredStatus: 'terminating', status: 'cancelled' })]);
      const again = await post(`/jobs/${id}/kill`);
      expect([again.status, again.text]).toEqual([400, expect.stringContaining('not in one of killable states')]);
      expect(await start(id)).toMatchObject({ verdict: { effective: false } });
    });

    it('asks a running job to stop, once', async () => {
      const { id } = await create();
      await start(id);
      expect((await post(`/jobs/${id}/kill`)).body).toMatchObject({ status: 'terminating', desiredStatus: 'terminating' });
      expect((await post(`/jobs/${id}/kill`)).status).toBe(400);
      await finish(id);
      expect((await get(`/jobs/${id}`)).body).toMatchObject({ status: 'terminated' });
    });
  });

  describe('search', () => {
    it('finds by every kind of filter, in every spelling of lists', async () => {
      const other = await createProject();
      const made = await Promise.all([1, 2, 3].map(() => service.call('POST', '/jobs', { token: other.token, body: NOOP })));
      const ids = made.map(({ body }) => (body as JobAnswer).id);
      const [first = '', second = ''] = ids;
      const found = async (query: string): Promise<readonly string[]> => [...idsOf(await get(`/search/jobs?${query}`, other.token))].sort();
      expect(await found(`id=${first}&id=${second}`)).toEqual([first, second].sort());
      expect(await found(`id[]=${first}&id[1]=${second}`)).toEqual([first, second].sort());
      expect(await found('component[0]=runledger.noop&status[]=created&status[]=waiting')).toEqual([...ids].sort());
      expect(await found('componentId=other')).toEqual([]);
      expect(await found('parentRunId=')).toEqual([...ids].sort());
      expect(await found('parentRunId=1')).toEqual([]);
      expect(await found('createdTimeFrom=-1 hour&createdTimeTo=now')).toEqual([...ids].sort());
      expect(await found('createdTimeTo=-1 hour')).toEqual([]);
      expect(await found('type=container')).toEqual([]);
    });

    it('lists newest first in pages, and a job without a start where it is sorted by start', async () => {
      const other = await createProject();
      const ids: string[] = [];
      for (let count = 0; count < 3; count += 1) ids.unshift(((await service.call('POST', '/jobs', { token: other.token, body: NOOP })).body as JobAnswer).id);
      expect(idsOf(await get('/search/jobs?limit=2', other.token))).toEqual(ids.slice(0, 2));
      expect(idsOf(await get('/search/jobs?limit=2&offset=2', other.token))).toEqual(ids.slice(2));
      expect(idsOf(await get('/search/jobs?sortBy=createdTime&sortOrder=asc', other.token))).toEqual([...ids].reverse());
      expect(idsOf(await get('/search/jobs?sortBy=startTime&sortOrder=desc', other.token))).toHaveLength(3);
    });

    it('shows what has not started first where the latest start comes first', async () => {
      const [started, waiting] = [await create(), await create()];
      await start(started.id);
      const both = `id=${started.id}&id=${waiting.id}`;
      expect(idsOf(await get(`/search/jobs?${both}&sortBy=startTime&sortOrder=desc`))).toEqual([waiting.id, started.id]);
      expect(idsOf(await get(`/search/jobs?${both}&sortBy=startTime&sortOrder=asc`))).toEqual([started.id, waiting.id]);
      await finish(started.id);
    });

    it.each(['unheardOf=1', 'status=sleeping', 'limit=501', 'sortBy=mood', 'createdTimeFrom=tomorrowish'])('refuses %s, naming it', async (query) => {
      const { status, text } = await get(`/search/jobs?${query}`);
      expect([status, text]).toEqual([400, expect.stringContaining(query.split('=')[0] ?? '')]);
    });

    it('pages by cursor stay where they are while new jobs arrive', async () => {
      const other = await createProject();
      const make = async (): Promise<string> => ((await service.call('POST', '/jobs', { token: other.token, body: NOOP })).body as JobAnswer).id;
      const [a, b, c] = [await make(), await make(), await make()];
      type Page = { readonly items: readonly JobAnswer[]; readonly next: string | null; readonly total: number };
      const first = (await get('/runledger/v1/jobs?limit=2', other.token)).body as Page;
      expect([first.items.map(({ id }) => id), first.total]).toEqual([[c, b], 3]);
      await make();
      const second = (await get(`/runledger/v1/jobs?limit=2&cursor=${first.next ?? ''}`, other.token)).body as Page;
      expect([second.items.map(({ id }) => id), second.next, second.total]).toEqual([[a], null, 4]);
    });
  });

  it('events tell the story of a job, newest first, and can be paged by id', async () => {
    const { id } = await create();
    await start(id);
    await finish(id, 'error');
    type Event = { readonly id: string; readonly message: string; readonly type: string; readonly uuid: string };
    const events = (await get(`/v2/storage/events?runId=${id}&forceUuid=true`)).body as readonly Event[];
    expect(events.map(({ type, message }) => `${type}: ${message}`)).toEqual([expect.stringMatching(/^error: /), 'info: Started on worker-1, attempt 1', 'info: Job created']);
    const [newest, middle, oldest] = events;
    expect(((await get(`/v2/storage/events?runId=${id}&maxId=${newest?.id ?? ''}&limit=1`)).body as readonly Event[])[0]).toEqual(middle);
    expect((await get(`/v2/storage/events?runId=${id}&sinceId=${oldest?.id ?? ''}&sortOrder=asc`)).body).toEqual([middle, newest]);
    expect((await get(`/v2/storage/events/${middle?.uuid ?? ''}`)).body).toEqual(middle);
    expect((await get('/v2/storage/events?q=attempt 1&runId=' + id)).body).toEqual([middle]);
  });

  it('a list of events is compared with any id that a client gives, and not longer than the longest one', async () => {
    const { id } = await create();
    expect((await get(`/v2/storage/events?runId=${id}&sinceId=9`)).body).toHaveLength(1);
    expect((await get(`/v2/storage/events?runId=${id}&maxId=9`)).body).toEqual([]);
    const { status, text } = await get('/v2/storage/events?offset=9999&limit=2');
    expect([status, text]).toEqual([400, expect.stringContaining('maxId')]);
  });

  it('slots show who runs and who waits', async () => {
    const other = await createProject();
    const { body } = await service.call('POST', '/jobs', { token: other.token, body: NOOP });
    expect((await get('/runledger/v1/slots', other.token)).body).toMatchObject({ limit: 10, running: [], waiting: [{ jobId: (body as JobAnswer).id, rule: 'infrastructure' }], waitingCount: 1 });
  });

  it("another project's job is as if absent", async () => {
    const { id } = await create();
    const other = await createProject();
    expect((await get(`/jobs/${id}`, other.token)).body).toMatchObject({ error: `Job "${id}" not found`, code: 404 });
    expect((await service.call('POST', `/jobs/${id}/kill`, { token: other.token })).status).toBe(404);
    expect(idsOf(await get(`/search/jobs?id=${id}`, other.token))).toEqual([]);
  });

  it('a configuration of 200 kB is shown in full by the job that ran it', async () => {
    const configData = { text: 'x'.repeat(200_000) };
    const { id } = await create({ configData });
    await start(id);
    await finish(id);
    expect((await get(`/jobs/${id}`)).body).toMatchObject({ configData });
  });
});

