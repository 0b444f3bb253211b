import { Api, sharedConnection } from './api.js';
import { pythonWithClient, repositoryPath, runProgram } from './python-client.js';

const CONNECTION = { RUNLEDGER_CONNECTION: process.env['RUNLEDGER_CONNECTION'] ?? '' };

describe('the examples of the first run', () => {
  const api = new Api(sharedConnection());

  it('go from two files to a finished job in TypeScript', async () => {
    const printed = await runProgram(process.execPath, [repositoryPath('examples', 'first-run', 'dist', 'first-run.js')], CONNECTION);
    expect(printed).toMatch(/Job \d+ success after \d+ s, [\d.e-]+ credits: Component processing finished\./);
    expect(printed).toContain('"iata","name","state","departures"');
  });

  it('can be run again: the tables get their next versions', async () => {
    const versions = async (): Promise<readonly number[]> => {
      const { body } = await api.get<{ readonly items: readonly { readonly version: number }[] }>('/runledger/v1/tables/in.c-first-run.airports/versions');
      return body.items.map(({ version }) => version);
    };
    const before = await versions();
    await runProgram(process.execPath, [repositoryPath('examples', 'first-run', 'dist', 'first-run.js')], CONNECTION);
    expect(await versions()).toEqual([before.length + 1, ...before]);
  });

  it('go from two files to an exported table in Python', async () => {
    const printed = await runProgram(await pythonWithClient(), [repositoryPath('examples', 'first-run', 'first_run.py')], CONNECTION);
    expect(printed).toMatch(/Job \d+ success: Component processing finished\./);
    expect(printed).toMatch(/Exported \d+ rows/);
  });
});
