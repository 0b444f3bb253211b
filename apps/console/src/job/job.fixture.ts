import type { Job, JobResult } from '../api/responses.js';

/** A result that says something and touched no table. */
export const aResult = (message: string): JobResult => ({
  message,
  configVersion: '1',
  input: { tables: [] },
  output: { tables: [] },
});

/** A finished job of a configuration, with what the test is about put in. */
export function aJob(changes: Partial<Job> = {}): Job {
  return {
    id: '1001',
    token: { id: '11', description: 'jana.novak' },
    status: 'success',
    desiredStatus: 'processing',
    mode: 'run',
    component: 'keboola.duckdb-transformation',
    componentName: 'DuckDB transformation',
    config: '334280283',
    configurationName: 'Delays by airport',
    configData: [],
    configRowIds: [],
    tag: null,
    createdTime: '2026-11-24T07:00:00+00:00',
    startTime: '2026-11-24T07:00:01+00:00',
    endTime: '2026-11-24T07:00:23+00:00',
    delayedStartTime: null,
    durationSeconds: 22,
    result: aResult('Component processing finished.'),
    isFinished: true,
    branchId: '1',
    variableValuesId: null,
    variableValuesData: { values: [] },
    backend: [],
    behavior: { onError: null },
    parallelism: null,
    credits: 0.0418,
    waitingReason: null,
    attempts: [],
    terminationRequested: null,
    ...changes,
  };
}
