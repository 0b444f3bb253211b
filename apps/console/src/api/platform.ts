import { platformErrorOf, unreachable } from './platform-error.js';
import type {
  Bucket,
  ComponentWithConfigurations,
  Configuration,
  Job,
  JobPage,
  Slots,
  StorageEvent,
  StorageJob,
  StoredFile,
  Table,
  TablePreview,
  TableVersion,
  VerifiedToken,
} from './responses.js';
import { learnServerTime } from './server-clock.js';

type QueryValue = string | number | readonly string[] | undefined;
type Query = Readonly<Record<string, QueryValue>>;

export interface JobFilter {
  readonly status?: readonly string[];
  readonly tokenId?: string;
}

export interface JobRequest {
  readonly component: string;
  readonly config: string;
  readonly mode: 'run';
}

/** Every call the console makes, on the page's own origin, as the holder of one token. */
export type Platform = ReturnType<typeof platformFor>;

function urlOf(path: string, query: Query): string {
  const search = new URLSearchParams();
  for (const [key, value] of Object.entries(query)) {
    if (value === undefined || value === '') continue;
    for (const one of typeof value === 'object' ? value : [value]) search.append(key, String(one));
  }
  const text = search.toString();
  return text === '' ? path : `${path}?${text}`;
}

async function bodyOf(response: Response): Promise<unknown> {
  const text = await response.text();
  if (text === '') return undefined;
  try {
    return JSON.parse(text);
  } catch {
    // A proxy in between answers in its own words; the status still says what happened.
    return undefined;
  }
}

export function platformFor(token: string) {
  async function send<Answer>(
    method: 'GET' | 'POST',
    path: string,
    query: Query,
    body: unknown,
    signal?: AbortSignal,
  ): Promise<Answer> {
    const headers: Record<string, string> = { 'X-StorageApi-Token': token };
    if (body !== undefined) headers['Content-Type'] = 'application/json';
    let response: Response;
    try {
      response = await fetch(urlOf(path, query), {
        method,
        headers,
        body: body === undefined ? null : JSON.stringify(body),
        ...(signal === undefined ? {} : { signal }),
      });
    } catch (cause) {
      if (signal?.aborted === true) throw cause;
      throw unreachable();
    }
    learnServerTime(response.headers.get('Date'));
    const answer = await bodyOf(response);
    if (!response.ok) throw platformErrorOf(response.status, answer);
    return answer as Answer;
  }

  const get = <Answer>(path: string, query: Query = {}, signal?: AbortSignal): Promise<Answer> =>
    send<Answer>('GET', path, query, undefined, signal);
  const post = <Answer>(path: string, body?: unknown): Promise<Answer> => send<Answer>('POST', path, {}, body);
  const id = encodeURIComponent;

  return {
    verifyToken: (signal?: AbortSignal) => get<VerifiedToken>('/v2/storage/tokens/verify', {}, signal),

    listJobs: (filter: JobFilter, cursor: string | undefined, limit: number, signal?: AbortSignal) =>
      get<JobPage>('/runledger/v1/jobs', { ...filter, cursor, limit }, signal),
    readJob: (jobId: string, signal?: AbortSignal) => get<Job>(`/jobs/${id(jobId)}`, {}, signal),
    createJob: (request: JobRequest) => post<Job>('/jobs', request),
    terminateJob: (jobId: string) => post<Job>(`/jobs/${id(jobId)}/kill`),
    readSlots: (signal?: AbortSignal) => get<Slots>('/runledger/v1/slots', {}, signal),
    /** Newest first; `maxId` = strictly older than that event. */
    listJobEvents: (jobId: string, maxId: string | undefined, limit: number, signal?: AbortSignal) =>
      get<readonly StorageEvent[]>('/v2/storage/events', { runId: jobId, maxId, limit }, signal),

    listConfigurations: (signal?: AbortSignal) =>
      get<readonly ComponentWithConfigurations[]>('/v2/storage/branch/default/components', { include: 'configuration' }, signal),
    readConfiguration: (componentId: string, configurationId: string, signal?: AbortSignal) =>
      get<Configuration>(`/v2/storage/branch/default/components/${id(componentId)}/configs/${id(configurationId)}`, {}, signal),

    listBuckets: (signal?: AbortSignal) => get<readonly Bucket[]>('/v2/storage/buckets', {}, signal),
    listTables: (signal?: AbortSignal) => get<readonly Table[]>('/v2/storage/tables', { include: 'buckets,columns' }, signal),
    readTable: (tableId: string, signal?: AbortSignal) => get<Table>(`/v2/storage/tables/${id(tableId)}`, {}, signal),
    previewTable: (tableId: string, columns: readonly string[], limit: number, signal?: AbortSignal) =>
      get<TablePreview>(
        `/v2/storage/tables/${id(tableId)}/data-preview`,
        { format: 'json', limit, columns: columns.join(',') },
        signal,
      ),
    listTableVersions: (tableId: string, signal?: AbortSignal) =>
      get<{ readonly items: readonly TableVersion[] }>(`/runledger/v1/tables/${id(tableId)}/versions`, {}, signal),

    listStorageJobs: (offset: number, limit: number, signal?: AbortSignal) =>
      get<readonly StorageJob[]>('/v2/storage/jobs', { offset, limit }, signal),
    readStorageJob: (storageJobId: string, signal?: AbortSignal) =>
      get<StorageJob>(`/v2/storage/jobs/${id(storageJobId)}`, {}, signal),

    listFiles: (search: string, offset: number, limit: number, signal?: AbortSignal) =>
      get<readonly StoredFile[]>('/v2/storage/files', { q: search, offset, limit }, signal),
    readFile: (fileId: string, signal?: AbortSignal) => get<StoredFile>(`/v2/storage/files/${id(fileId)}`, {}, signal),
  };
}
