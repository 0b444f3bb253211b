import createClient from 'openapi-fetch';
import { PlatformError, platformErrorOf, unreachable } from './platform-error.js';
import type { TablePreview } from './responses.js';
import type { operations, paths } from './schema.js';
import { learnServerTime } from './server-clock.js';

type Query<Operation extends keyof operations> = NonNullable<operations[Operation]['parameters']['query']>;

/** Filters of the list of jobs that the console uses. */
export type JobFilter = Pick<Query<'JobPagesController_page'>, 'status' | 'tokenId'>;

export interface ConfigurationRef {
  readonly component: string;
  readonly config: string;
}

/** Every call the console makes, on the page's own origin, as the holder of one token. */
export type Platform = ReturnType<typeof platformFor>;

interface Answered<Body> {
  readonly response: Response;
  readonly data?: Body;
  readonly error?: unknown;
}

/**
 * The body of a 2xx answer, of the type that the platform's own description says it has.
 * @throws PlatformError for any other answer, or none.
 */
async function answerOf<Body>(call: Promise<Answered<Body>>): Promise<Body> {
  let answered: Answered<Body>;
  try {
    answered = await call;
  } catch (cause) {
    if (cause instanceof DOMException && cause.name === 'AbortError') throw cause;
    throw unreachable();
  }
  const { response, data, error } = answered;
  learnServerTime(response.headers.get('Date'));
  if (!response.ok) throw platformErrorOf(response.status, error);
  return data as Body;
}

/** A query without the parameters that were not given. */
const given = <Parameters extends object>(parameters: { [Key in keyof Parameters]: Parameters[Key] | undefined }): Parameters =>
  Object.fromEntries(Object.entries(parameters).filter(([, value]) => value !== undefined && value !== '')) as Parameters;

/** `onRefused` hears of every call that the platform refused because of the token. */
export function platformFor(token: string, onRefused: () => void = () => undefined) {
  const api = createClient<paths>({ headers: { 'X-StorageApi-Token': token } });

  async function bodyOf<Body>(call: Promise<Answered<Body>>): Promise<Body> {
    try {
      return await answerOf(call);
    } catch (error) {
      if (error instanceof PlatformError && error.isUnauthorized) onRefused();
      throw error;
    }
  }

  return {
    verifyToken: (signal: AbortSignal | null = null) => bodyOf(api.GET('/v2/storage/tokens/verify', { signal })),

    /** Newest first; the cursor is `next` of the page before. */
    listJobs: (filter: JobFilter, cursor: number | undefined, limit: number, signal: AbortSignal) => {
      const query = given<Query<'JobPagesController_page'>>({ ...filter, cursor, limit });
      return bodyOf(api.GET('/runledger/v1/jobs', { params: { query }, signal }));
    },
    readJob: (job: string, signal: AbortSignal) => bodyOf(api.GET('/jobs/{job}', { params: { path: { job } }, signal })),
    runConfiguration: (configuration: ConfigurationRef) => bodyOf(api.POST('/jobs', { body: { ...configuration, mode: 'run' } })),
    terminateJob: (job: string) => bodyOf(api.POST('/jobs/{job}/kill', { params: { path: { job } } })),
    readSlots: (signal: AbortSignal) => bodyOf(api.GET('/runledger/v1/slots', { signal })),
    /** Newest first; `maxId` = strictly older than that event. */
    listJobEvents: (runId: string, maxId: string | undefined, limit: number, signal: AbortSignal) => {
      const query = given<Query<'EventsController_list'>>({ runId, maxId, limit });
      return bodyOf(api.GET('/v2/storage/events', { params: { query }, signal }));
    },

    listConfigurations: (signal: AbortSignal) =>
      bodyOf(api.GET('/v2/storage/components', { params: { query: { include: ['configuration'] } }, signal })),

    listBuckets: (signal: AbortSignal) => bodyOf(api.GET('/v2/storage/buckets', { signal })),
    listTables: (signal: AbortSignal) =>
      bodyOf(api.GET('/v2/storage/tables', { params: { query: { include: ['buckets', 'columns'] } }, signal })),
    readTable: (table: string, signal: AbortSignal) =>
      bodyOf(api.GET('/v2/storage/tables/{table}', { params: { path: { table } }, signal })),
    previewTable: (table: string, columns: string[], limit: number, signal: AbortSignal) => {
      const query: Query<'TablesController_preview'> = { format: 'json', limit, columns };
      const answer = bodyOf(api.GET('/v2/storage/tables/{table}/data-preview', { params: { path: { table }, query }, signal }));
      // Described with both media types; the format asked for decides which it is.
      return answer as Promise<TablePreview>;
    },
    /** Newest first; `before` = strictly older than that version. */
    listTableVersions: (table: string, before: number | undefined, limit: number, signal: AbortSignal) => {
      const query = given<Query<'TableVersionsController_list'>>({ before, limit });
      return bodyOf(api.GET('/runledger/v1/tables/{table}/versions', { params: { path: { table }, query }, signal }));
    },

    listStorageJobs: (offset: number, limit: number, signal: AbortSignal) =>
      bodyOf(api.GET('/v2/storage/jobs', { params: { query: { offset, limit } }, signal })),
    readStorageJob: (job: string, signal: AbortSignal) =>
      bodyOf(api.GET('/v2/storage/jobs/{job}', { params: { path: { job } }, signal })),

    listFiles: (search: string, offset: number, limit: number, signal: AbortSignal) => {
      const query = given<Query<'FilesController_list'>>({ q: search, offset, limit });
      return bodyOf(api.GET('/v2/storage/files', { params: { query }, signal }));
    },
    readFile: (file: string, signal: AbortSignal) =>
      bodyOf(api.GET('/v2/storage/files/{file}', { params: { path: { file } }, signal })),
  };
}
