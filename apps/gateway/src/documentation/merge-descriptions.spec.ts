import type { OpenAPIObject } from '@nestjs/swagger';
import type { Service } from '../routing/service.js';
import { mergeDescriptions } from './merge-descriptions.js';

type SchemaRef = { readonly $ref: string };
type Schema = {
  readonly type: 'object';
  readonly properties: Readonly<Record<string, SchemaRef | { readonly type: 'string' | 'integer' }>>;
};

const ref = (name: string): SchemaRef => ({ $ref: `#/components/schemas/${name}` });
const objectOf = (properties: Schema['properties']): Schema => ({ type: 'object', properties });

/** A service with one operation, `GET <path>`, that answers the schema `Thing`. */
const description = (
  service: Service,
  path: string,
  schemas: Readonly<Record<string, Schema>>,
): { service: Service; document: OpenAPIObject } => ({
  service,
  document: {
    openapi: '3.0.0',
    info: { title: service, version: '1' },
    paths: {
      [path]: {
        get: {
          operationId: 'Things_list',
          responses: { 200: { description: '', content: { 'application/json': { schema: ref('Thing') } } } },
        },
      },
    },
    components: { schemas },
  },
});

const owners: Readonly<Record<string, Service>> = { '/jobs': 'job-api', '/v2/storage/tables': 'storage-jobs' };
const merge = (...descriptions: Parameters<typeof mergeDescriptions>[0]): OpenAPIObject =>
  mergeDescriptions(descriptions, { title: 'All', origin: 'https://runledger.example', ownerOf: (path) => owners[path] });

const answerSchema = (document: OpenAPIObject, path: string): unknown => {
  const response = document.paths[path]?.get?.responses[200];
  return response !== undefined && 'content' in response ? response.content?.['application/json']?.schema : undefined;
};

const thing = objectOf({ part: ref('Part') });
const part = objectOf({ name: { type: 'string' } });

test('has one title, our own origin, and every path of every service', () => {
  const merged = merge(
    description('job-api', '/jobs', { Thing: thing, Part: part }),
    description('storage-jobs', '/v2/storage/tables', { Thing: thing, Part: part }),
  );
  expect(merged.info.title).toBe('All');
  expect(merged.servers).toEqual([{ url: 'https://runledger.example' }]);
  expect(Object.keys(merged.paths)).toEqual(['/jobs', '/v2/storage/tables']);
});

test('the same schema of two services is one schema', () => {
  const merged = merge(
    description('job-api', '/jobs', { Thing: thing, Part: part }),
    description('storage-jobs', '/v2/storage/tables', { Thing: thing, Part: part }),
  );
  expect(Object.keys(merged.components?.schemas ?? {})).toEqual(['Thing', 'Part']);
});

test('of different schemas with one name the later gets the name of its service, and so does what mentions it', () => {
  const otherPart = objectOf({ name: { type: 'integer' } });
  const merged = merge(
    description('job-api', '/jobs', { Thing: thing, Part: part }),
    description('storage-jobs', '/v2/storage/tables', { Thing: thing, Part: otherPart }),
  );
  expect(merged.components?.schemas).toEqual({
    Thing: thing,
    Part: part,
    StorageJobsThing: objectOf({ part: ref('StorageJobsPart') }),
    StorageJobsPart: otherPart,
  });
  expect(answerSchema(merged, '/jobs')).toEqual(ref('Thing'));
  expect(answerSchema(merged, '/v2/storage/tables')).toEqual(ref('StorageJobsThing'));
});

test('schemas that mention each other end the search for clashes', () => {
  const ring = { Thing: objectOf({ part: ref('Part') }), Part: objectOf({ thing: ref('Thing') }) };
  const merged = merge(description('job-api', '/jobs', ring), description('storage-jobs', '/v2/storage/tables', ring));
  expect(merged.components?.schemas).toEqual(ring);
});

test('operations of one id are told apart', () => {
  const merged = merge(description('job-api', '/jobs', {}), description('storage-jobs', '/v2/storage/tables', {}));
  expect(Object.values(merged.paths).map((operations) => operations.get?.operationId)).toEqual([
    'Things_list',
    'StorageJobsThings_list',
  ]);
});

test('a path is described by the service that answers it', () => {
  const merged = merge(
    description('projects', '/jobs', { Thing: part }),
    description('job-api', '/jobs', { Thing: thing, Part: part }),
  );
  expect(answerSchema(merged, '/jobs')).toEqual(ref('JobApiThing'));
  expect(Object.keys(merged.paths)).toEqual(['/jobs']);
});
