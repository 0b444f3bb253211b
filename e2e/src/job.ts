import { eventually, type Api } from './api.js';

export interface TableOfJob {
  readonly id: string;
  readonly version: number;
  readonly rows: number;
  readonly bytes: number;
  readonly columns: readonly { readonly name: string }[];
}

export interface Job {
  readonly id: string;
  readonly runId: string;
  readonly status: string;
  readonly isFinished: boolean;
  readonly durationSeconds: number;
  readonly credits: number;
  readonly configData: Readonly<Record<string, unknown>>;
  readonly createdTime: string;
  readonly startTime: string | null;
  readonly endTime: string | null;
  readonly token: { readonly id: string; readonly description: string };
  readonly attempts: readonly { readonly attempt: number; readonly outcome: string }[];
  readonly result: {
    readonly message: string;
    readonly configVersion: string | null;
    readonly error?: { readonly type: string; readonly exceptionId: string };
    readonly input: { readonly tables: readonly TableOfJob[] };
    readonly output: { readonly tables: readonly TableOfJob[] };
  };
}

/** Accepts a job. @throws when the platform refuses it. */
export const runJob = async (api: Api, request: Readonly<Record<string, unknown>>): Promise<Job> => {
  const { status, body, text } = await api.post<Job>('/jobs', request);
  if (status !== 201) throw new Error(`POST /jobs: ${status} ${text}`);
  return body;
};

export const finished = async (api: Api, id: string, deadlineMs = 60_000): Promise<Job> =>
  (
    await eventually(
      () => api.get<Job>(`/jobs/${id}`),
      ({ status, body }) => status === 200 && body.isFinished,
      deadlineMs,
    )
  ).body;

export const TRANSFORMATION = 'keboola.duckdb-transformation';

/** Configuration of a transformation of one script. */
export const transformation = (
  script: readonly string[],
  mapping: { readonly input?: readonly object[]; readonly output?: readonly object[] } = {},
): Readonly<Record<string, unknown>> => ({
  parameters: { blocks: [{ name: 'Block', codes: [{ name: 'Code', script }] }] },
  storage: { input: { tables: mapping.input ?? [] }, output: { tables: mapping.output ?? [] } },
});
