import { markOf, nameOf, outcomeNote, parametersOf, resultOf, sourceOf } from './job-facts.js';
import { aJob, aResult } from './job.fixture.js';

describe('facts of a job', () => {
  it('has no result while the platform says an empty list', () => {
    expect(resultOf(aJob({ result: [] }))).toEqual({});
  });

  it('is called by its configuration, else by the id', () => {
    expect(nameOf(aJob())).toBe('Delays by airport');
    expect(nameOf(aJob({ configurationName: null }))).toBe('334280283');
    expect(nameOf(aJob({ configurationName: null, config: null }))).toBe('Run without a configuration');
  });

  it('hears its component by name and the parts of the platform by their words', () => {
    expect(sourceOf({ component: 'keboola.duckdb-transformation' }, aJob())).toBe('DuckDB transformation');
    expect(sourceOf({ component: 'storage' }, aJob())).toBe('Storage');
  });

  it.each([
    ['Google Drive extractor', 'GD'],
    ['Flow', 'FL'],
    ['keboola.ex-http', 'KE'],
    ['', '?'],
  ])('marks "%s" as %s', (name, mark) => {
    expect(markOf(name)).toBe(mark);
  });

  it('says the first line of an error in the list', () => {
    const failed = aJob({ status: 'error', result: aResult('Binder Error: no column "x"\nLINE 3') });
    expect(outcomeNote(failed)).toEqual({ text: 'Binder Error: no column "x"', isLoud: true });
  });

  it('says that a cancelled job did nothing, and nothing about a success', () => {
    const terminationRequested = { time: '2026-11-24T07:00:00+00:00', token: { id: '12', description: 'tomas.dvorak' } };
    expect(outcomeNote(aJob({ status: 'cancelled', result: [], terminationRequested }))?.text).toBe(
      'Cancelled by tomas.dvorak before it started. Nothing ran.',
    );
    expect(outcomeNote(aJob())).toBeNull();
  });

  it('lists the parameters that were given and leaves out the empty ones', () => {
    expect(parametersOf(aJob({ configData: { parameters: { limit: 0 } } }))).toEqual({
      mode: 'run',
      component: 'keboola.duckdb-transformation',
      config: '334280283',
      branchId: '1',
      configData: { parameters: { limit: 0 } },
    });
  });
});
