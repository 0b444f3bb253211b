import { ApiError } from '@runledger/service-kit';
import type { FileFilter } from '../file/file-model.js';

/** `+` in front, then perhaps a field, then a quoted or a bare value. */
const TERM = /\s*(\+?)(?:([A-Za-z]+)\s*:\s*)?(?:"((?:[^"\\]|\\.)*)"|([^\s"]+))/y;
const FIELDS = ['id', 'name', 'tags'] as const;
/** Words of the full query language that are not understood here and must not be taken for names. */
const REFUSED: ReadonlySet<string> = new Set(['OR', 'NOT', '||', '!']);

/**
 * The part of the query language that clients use (contract 4.1): `id:77`, `name:"a b"`, `name:air*`, `tags:"x" AND tags:"y"`,
 * `+tags:x +tags:y`. All terms must hold. A word without field is looked for in the name.
 * @throws ApiError 400 that says where it stops to be understood.
 */
export const filtersOfQuery = (query: string): readonly FileFilter[] => {
  const filters: FileFilter[] = [];
  const text = query.trimEnd();
  for (let at = 0; at < text.length;) {
    TERM.lastIndex = at;
    const term = TERM.exec(text);
    if (term === null) throw notUnderstood(query, at);
    const [all, plus, field, quoted, bare = ''] = term;
    at += all.length;
    if (quoted === undefined && field === undefined && plus === '') {
      if (bare === 'AND' || bare === '&&') continue;
      if (REFUSED.has(bare) || bare.startsWith('-') || /[():]/.test(bare)) throw notUnderstood(query, at - bare.length);
    }
    filters.push(quoted === undefined ? filterOf(query, field, bare) : filterOf(query, field, quoted.replace(/\\(.)/g, '$1')));
  }
  return filters;
};

const filterOf = (query: string, field: string | undefined, value: string): FileFilter => {
  switch (field) {
    case undefined:
      return { op: 'contains', key: 'name', value };
    case 'id':
      return { op: 'eq', key: 'file', value: /^\d{1,15}$/.test(value) ? Number(value) : -1 };
    case 'name':
      return { op: 'like', key: 'name', value };
    case 'tags':
      return { op: 'eq', key: 'tags', value };
    default:
      throw ApiError.badRequest(
        'storage.files.queryInvalid',
        `There is no field "${field}" to search files by; there are ${FIELDS.join(', ')}`,
        { query, field },
      );
  }
};

const notUnderstood = (query: string, at: number): ApiError =>
  ApiError.badRequest(
    'storage.files.queryInvalid',
    `The query is not understood from character ${at + 1} on. Write terms like name:air* or tags:"crm", joined by AND`,
    { query, at },
  );
