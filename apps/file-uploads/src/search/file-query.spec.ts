import fc from 'fast-check';
import { ApiError } from '@runledger/service-kit';
import { filtersOfQuery } from './file-query.js';

const name = (value: string) => ({ op: 'like', key: 'name', value });
const tag = (value: string) => ({ op: 'eq', key: 'tags', value });

const refusalOf = (query: string): string | undefined => {
  try {
    filtersOfQuery(query);
  } catch (error) {
    if (error instanceof ApiError && error.status === 400) return error.message;
    throw error;
  }
  return undefined;
};

describe('the query language of files', () => {
  it.each([
    ['id:77', [{ op: 'eq', key: 'file', value: 77 }]],
    ['name:airports*', [name('airports*')]],
    ['name: "a b.csv"', [name('a b.csv')]],
    ['name:"say \\"hi\\""', [name('say "hi"')]],
    ['tags:"x" AND tags:"y"', [tag('x'), tag('y')]],
    ['+tags:x +tags:y', [tag('x'), tag('y')]],
    ['tags:foo AND name:bar*', [tag('foo'), name('bar*')]],
    ['  tags:x  ', [tag('x')]],
    ['airports', [{ op: 'contains', key: 'name', value: 'airports' }]],
    ['"OR"', [{ op: 'contains', key: 'name', value: 'OR' }]],
    ['name:OR', [name('OR')]],
    ['', []],
  ])('understands %s', (query, filters) => {
    expect(filtersOfQuery(query)).toEqual(filters);
  });

  it('finds no file for an id that can be none', () => {
    expect(filtersOfQuery('id:abc')).toEqual([{ op: 'eq', key: 'file', value: -1 }]);
  });

  it.each([
    ['size:3', 'There is no field "size"'],
    ['tags:x OR tags:y', 'from character 8 on'],
    ['NOT tags:x', 'from character 1 on'],
    ['-tags:x', 'from character 1 on'],
    ['(name:a)', 'from character 1 on'],
    ['name:"open', 'from character 1 on'],
    ['name:', 'from character 1 on'],
  ])('says what it does not understand in %s', (query, message) => {
    expect(refusalOf(query)).toContain(message);
  });

  it('understands any text or says that it does not', () => {
    fc.assert(
      fc.property(fc.string({ unit: fc.constantFrom(...'ab:"\\*+-() \n', 'AND', 'tags:', 'name:'), maxLength: 30 }), (query) => {
        expect(['string', 'undefined']).toContain(typeof refusalOf(query));
      }),
    );
  });
});
