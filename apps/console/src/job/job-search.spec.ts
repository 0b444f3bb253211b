import { filterOf, JOB_VIEWS, readJobSearch } from './job-search.js';

describe('the chips over the jobs', () => {
  it('are read from the address, where "all" needs no word', () => {
    expect(readJobSearch({ show: 'failed' })).toEqual({ show: 'failed' });
    expect(readJobSearch({ show: 'all' })).toEqual({});
    expect(readJobSearch({ show: 'nonsense', q: 'x' })).toEqual({});
  });

  it('each ask the platform something else', () => {
    const questions = JOB_VIEWS.map((view) => JSON.stringify(filterOf(view, '11')));
    expect(new Set(questions).size).toBe(JOB_VIEWS.length);
  });
});
