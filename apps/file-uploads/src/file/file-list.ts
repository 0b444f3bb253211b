import { Injectable } from '@nestjs/common';
import { ProjectedModels } from '@runledger/ledger-module';
import type { AuthenticatedToken } from '@runledger/service-kit';
import { filtersOfQuery } from '../search/file-query.js';
import { seesAll } from './file-access.js';
import type { FileBody } from './file-body.js';
import { FILES, type FileFilter } from './file-model.js';
import type { FileListQuery } from './file-request.js';

@Injectable()
export class FileList {
  constructor(private readonly models: ProjectedModels) {}

  /** Newest first. @throws ApiError 400 naming what is wrong in `q`. */
  async find(token: AuthenticatedToken, query: FileListQuery): Promise<readonly FileBody[]> {
    const { projectId: project } = token;
    const filter: FileFilter = { op: 'and', filters: [...visible(token), ...wanted(query, Date.now())] };
    await this.models.fence(project);
    const found = await this.models.reader.find(FILES, {
      project,
      filter,
      sort: [{ key: 'created', direction: 'descending' }],
      skip: query.offset,
      limit: query.limit,
    });
    return found.map(({ body }) => JSON.parse(body) as FileBody);
  }
}

const visible = (token: AuthenticatedToken): readonly FileFilter[] =>
  seesAll(token) ? [] : [{ op: 'eq', key: 'token', value: token.tokenId }];

const wanted = ({ tags, q, runId, sinceId, maxId, showExpired }: FileListQuery, nowMs: number): readonly FileFilter[] => [
  ...(tags.length === 0 ? [] : [{ op: 'in', key: 'tags', values: tags } as const]),
  ...(q === undefined ? [] : filtersOfQuery(q)),
  ...(runId === undefined || runId === '' ? [] : [ofRun(runId)]),
  ...(sinceId === undefined ? [] : [{ op: 'gt', key: 'file', value: sinceId } as const]),
  ...(maxId === undefined ? [] : [{ op: 'lt', key: 'file', value: maxId } as const]),
  ...(showExpired ? [] : [notExpired(nowMs)]),
];

/** Of a run and of those below it. */
const ofRun = (runId: string): FileFilter => ({
  op: 'or',
  filters: [
    { op: 'eq', key: 'runId', value: runId },
    { op: 'prefix', key: 'runId', value: `${runId}.` },
  ],
});

const notExpired = (nowMs: number): FileFilter => ({
  op: 'or',
  filters: [
    { op: 'null', key: 'expiresMs' },
    { op: 'gt', key: 'expiresMs', value: nowMs },
  ],
});
