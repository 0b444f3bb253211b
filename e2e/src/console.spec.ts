import { readFileSync } from 'node:fs';
import type { Browser } from 'playwright-core';
import { Api, sharedConnection } from './api.js';
import { ConsoleVisit, launchBrowser, type Device } from './console-visit.js';
import { finished, runJob, transformation, TRANSFORMATION, type Job } from './job.js';
import { repositoryPath, runProgram } from './python-client.js';

const NO_OPERATION = 'runledger.noop';
const RESULT_TABLE = 'out.c-first-run.busiest_airports';
const DEVICES: readonly Device[] = (['light', 'dark'] as const).flatMap((theme) =>
  [1440, 360].map((width) => ({ theme, width })),
);

let browser: Browser;
let api: Api;
let failedJob: Job;

beforeAll(async () => {
  api = new Api(sharedConnection());
  browser = await launchBrowser();
  await runProgram(process.execPath, [repositoryPath('examples', 'first-run', 'dist', 'first-run.js')]);
  const mistaken = await runJob(api, { component: TRANSFORMATION, configData: transformation(['SELECT nonsense FROM nowhere']) });
  failedJob = await finished(api, mistaken.id);
});

afterAll(async () => {
  await browser?.close();
});

/** Runs a story; afterwards nothing that must never happen may have happened. */
async function visiting(device: Device, story: (visit: ConsoleVisit) => Promise<void>): Promise<void> {
  const visit = await ConsoleVisit.open(browser, device);
  try {
    await story(visit);
    expect(visit.problems).toEqual([]);
  } finally {
    await visit.close();
  }
}

const desktop: Device = { theme: 'light', width: 1440 };
const phone: Device = { theme: 'dark', width: 360 };

describe.each([desktop, phone])('the console in $theme at $width px', (device) => {
  it('starts a job of a configuration, shows live how it finishes, and leads to its result', async () => {
    await visiting(device, async (visit) => {
      const { page } = visit;
      await visit.logIn();
      await page.getByRole('button', { name: 'Run a configuration' }).filter({ visible: true }).click();
      await page.getByRole('combobox', { name: 'Configuration' }).click();
      await page
        .getByRole('option', { name: /Busiest airports/ })
        .first()
        .click();
      await page.getByRole('button', { name: 'Run', exact: true }).click();

      await visit.heading('Busiest airports');
      await page.getByRole('main').getByText('Success', { exact: true }).waitFor();
      await page
        .getByRole('region', { name: 'Project power' })
        .getByText(/credits/)
        .waitFor();
      await page.getByRole('region', { name: 'Mapping' }).getByRole('link', { name: RESULT_TABLE }).click();

      await visit.heading(RESULT_TABLE);
      await page.getByRole('list', { name: 'Versions, newest first' }).getByText('current').waitFor();
      await page.getByRole('link', { name: 'Data' }).click();
      await page.getByRole('columnheader', { name: 'departures' }).waitFor();
      await page.getByRole('cell', { name: 'ATL', exact: true }).waitFor();
    });
  });

  it('says on top of a failed job what the database said', async () => {
    await visiting(device, async (visit) => {
      await visit.logIn();
      await visit.open(`/jobs/${failedJob.id}`);
      await visit.page
        .getByRole('region', { name: 'Error' })
        .getByText(/nowhere/)
        .waitFor();
    });
  });

  it('says why a job waits, and cancels it when asked twice', async () => {
    const delayed = await runJob(api, { component: TRANSFORMATION, configData: transformation(['SELECT 1']), delay: '3600' });
    await visiting(device, async (visit) => {
      const { page } = visit;
      await visit.logIn();
      await visit.open(`/jobs/${delayed.id}`);
      await page
        .getByRole('region', { name: 'Why it waits' })
        .getByText(/was asked to start at/)
        .waitFor();
      await page.getByRole('button', { name: 'Terminate' }).filter({ visible: true }).click();
      await page.getByRole('dialog').getByRole('button', { name: 'Terminate' }).click();
      await page.getByRole('main').getByText('Cancelled', { exact: true }).waitFor();
      await page.getByText('Nothing ran, nothing was written.').waitFor();
    });
  });
});

describe('the list of jobs', () => {
  it('leaves the row under the pointer where it is when new jobs arrive, and shows them when asked', async () => {
    await visiting(desktop, async (visit) => {
      const { page } = visit;
      await visit.logIn();
      await visit.open('/jobs');
      const row = page.getByRole('table', { name: 'Jobs' }).getByRole('row').filter({ hasText: 'Success' }).first();
      await row.hover();
      const before = await row.boundingBox();
      const first = await runJob(api, { component: NO_OPERATION, configData: {} });
      await runJob(api, { component: NO_OPERATION, configData: {} });

      await page.getByRole('button', { name: '2 new jobs' }).waitFor();
      expect(await row.boundingBox()).toEqual(before);
      await page.getByRole('button', { name: '2 new jobs' }).click();
      await page.getByRole('button', { name: '2 new jobs' }).waitFor({ state: 'detached' });
      await page.getByRole('table', { name: 'Jobs' }).getByRole('link', { name: 'Run without a configuration' }).nth(1).click();
      await visit.heading('Run without a configuration');
      expect(page.url()).toContain(`/jobs/${first.id}`);
    });
  });
});

describe('logging in', () => {
  it('says that a token is not valid and keeps it for repair', async () => {
    await visiting(desktop, async ({ page, connection }) => {
      await page.goto(`${connection.url}/login`);
      await page.getByLabel('Token', { exact: true }).fill('1-2-wrong');
      await page.getByRole('button', { name: 'Log in' }).click();
      await page.getByText('This token is not valid here.').waitFor();
      expect(await page.getByLabel('Token', { exact: true }).inputValue()).toBe('1-2-wrong');
    });
  });

  it('is asked for over the page when the token stops working, and the page stays', async () => {
    const { body: short } = await api.post<{ readonly id: string; readonly token: string }>('/v2/storage/tokens', {
      description: 'for an hour',
      canManageBuckets: true,
    });
    await visiting(desktop, async (visit) => {
      const { page, connection } = visit;
      await visit.logIn(short.token);
      await page.getByRole('button', { name: 'Failed' }).click();
      const address = page.url();
      await api.call('DELETE', `/v2/storage/tokens/${short.id}`);

      const dialog = page.getByRole('dialog', { name: 'Log in again' });
      await dialog.getByLabel('Token', { exact: true }).fill(connection.token);
      await dialog.getByRole('button', { name: 'Log in' }).click();
      await dialog.waitFor({ state: 'detached' });
      expect(page.url()).toBe(address);
      await page.getByRole('table', { name: 'Jobs' }).getByText('Error', { exact: true }).first().waitFor();
    });
  });
});

describe('a file', () => {
  it('is found by its name and downloads as it was uploaded', async () => {
    await visiting(desktop, async (visit) => {
      const { page } = visit;
      await visit.logIn();
      await visit.open('/files');
      await page.getByRole('searchbox', { name: 'Search files' }).fill('airports.csv');
      await page.getByRole('link', { name: 'airports.csv' }).first().click();
      await visit.heading('airports.csv');
      const [download] = await Promise.all([page.waitForEvent('download'), page.getByRole('link', { name: 'Download' }).click()]);
      const original = repositoryPath('node_modules', 'vega-datasets', 'data', 'airports.csv');
      expect(readFileSync(await download.path()).equals(readFileSync(original))).toBe(true);
    });
  });
});

describe.each(DEVICES)('every page in $theme at $width px', (device) => {
  it('has no accessibility fault, and nothing that the policy of the page had to block', async () => {
    const storageJobs = await api.get<readonly { readonly id: number }[]>('/v2/storage/jobs?limit=1');
    const files = await api.get<readonly { readonly id: number }[]>('/v2/storage/files?limit=1');
    const [bucket, table] = [
      RESULT_TABLE.slice(0, RESULT_TABLE.lastIndexOf('.')),
      RESULT_TABLE.slice(RESULT_TABLE.lastIndexOf('.') + 1),
    ];
    const paths = [
      '/jobs',
      '/jobs?show=failed',
      '/jobs?show=waiting',
      `/jobs/${failedJob.id}`,
      '/jobs/1',
      '/storage',
      '/storage?find=no+such+table',
      `/storage/${bucket}`,
      `/storage/${bucket}/${table}?v=1`,
      `/storage/${bucket}/${table}?tab=data`,
      `/storage/${bucket}/${table}?tab=columns`,
      `/storage/${bucket}/missing`,
      '/storage/jobs',
      `/storage/jobs/${storageJobs.body[0]?.id}`,
      '/files',
      `/files/${files.body[0]?.id}`,
    ];
    await visiting(device, async (visit) => {
      const { page, connection } = visit;
      const faults: string[] = [];
      const look = async (place: string): Promise<void> => {
        faults.push(...(await visit.faults()).map((fault) => `${place}: ${fault}`));
      };
      await page.goto(`${connection.url}/login`);
      await page.getByRole('button', { name: 'Log in' }).waitFor();
      await look('/login');
      await visit.logIn();
      for (const path of paths) {
        await visit.open(path);
        await look(path);
      }

      await visit.open('/jobs');
      await page.getByRole('button', { name: 'Run a configuration' }).filter({ visible: true }).click();
      await page.getByRole('combobox', { name: 'Configuration' }).click();
      await page.getByRole('option').first().waitFor();
      await look('the choice of a configuration');

      await visit.open(`/jobs/${failedJob.id}`);
      await page.getByRole('button', { name: 'Show all' }).click();
      await page.getByRole('dialog').waitFor();
      await look('the parameters of a job');
      await page.getByRole('button', { name: 'JSON', exact: true }).click();
      await look('the parameters of a job as JSON');
      await page.getByRole('button', { name: 'Close' }).click();

      // From the top: scrolled, the bar of the phone always lies over half of something.
      await visit.open('/jobs');
      await page.getByRole('button', { name: /Menu/ }).filter({ visible: true }).click();
      await page.getByRole('dialog', { name: /Menu/ }).waitFor();
      await look('the menu');
      expect(faults).toEqual([]);
    });
  });
});
