import { Api, eventually, sharedConnection } from './api.js';
import { finished, runJob, transformation, TRANSFORMATION, type Job } from './job.js';

const FOR_EVER = transformation(['SELECT count(*) FROM range(100000000000) a, range(100000000) b']);

const processing = (api: Api, id: string): Promise<unknown> =>
  eventually(
    () => api.get<Job>(`/jobs/${id}`),
    ({ body }) => body.status === 'processing',
  );

describe('terminating', () => {
  const api = new Api(sharedConnection());

  it('stops a running job, which ends terminated', async () => {
    const job = await runJob(api, { component: TRANSFORMATION, configData: FOR_EVER });
    await processing(api, job.id);
    const kill = await api.post<Job>(`/jobs/${job.id}/kill`, {});
    expect([kill.status, kill.body]).toEqual([202, expect.objectContaining({ desiredStatus: 'terminating' })]);
    expect(await finished(api, job.id)).toMatchObject({ status: 'terminated', desiredStatus: 'terminating' });
    expect((await api.post(`/jobs/${job.id}/kill`, {})).text).toContain('not in one of killable states');
  });

  it('cancels what waits, explains why it waited, and reaches children', async () => {
    const configuration = await api.post<{ readonly id: string }>(`/v2/storage/branch/default/components/${TRANSFORMATION}/configs`, { name: 'For ever', configuration: FOR_EVER });
    const first = await runJob(api, { component: TRANSFORMATION, config: configuration.body.id });
    await processing(api, first.id);
    const second = await runJob(api, { component: TRANSFORMATION, config: configuration.body.id });
    const waiting = await api.get(`/jobs/${second.id}`);
    expect(waiting.body).toMatchObject({ status: 'waiting', waitingReason: { rule: 'configurationLock', blockedBy: [first.id], position: expect.any(Number) as unknown } });
    const child = await runJob(api, { component: TRANSFORMATION, configData: FOR_EVER, parentRunId: first.id });
    await processing(api, child.id);

    await api.post(`/jobs/${second.id}/kill`, {});
    expect(await finished(api, second.id)).toMatchObject({ status: 'cancelled', attempts: [], credits: 0 });
    await api.post(`/jobs/${first.id}/kill`, {});
    expect(await finished(api, first.id)).toMatchObject({ status: 'terminated' });
    expect(await finished(api, child.id)).toMatchObject({ status: 'terminated', runId: `${first.id}.${child.id}` });
  });
});
