import type { OpenAPIObject } from '@nestjs/swagger';
import type { Service } from '../routing/service.js';
import type { ServiceDescription } from './service-description.js';

type Schemas = NonNullable<NonNullable<OpenAPIObject['components']>['schemas']>;
type Operations = OpenAPIObject['paths'][string];

const METHODS = ['get', 'put', 'post', 'delete', 'options', 'head', 'patch', 'trace'] as const;
const SCHEMA_REF = '#/components/schemas/';

export interface MergeRules {
  readonly title: string;
  /** Origin of the platform. */
  readonly origin: string;
  /** Service that answers a path; another one that describes it too is not heard. */
  readonly ownerOf: (path: string) => Service | undefined;
}

/**
 * One description of all services. Where two services have different schemas of one name, or operations of one id, the later one's get
 * its name in front: `StorageJobsNewTable`.
 */
export function mergeDescriptions(
  descriptions: readonly ServiceDescription[],
  { title, origin, ownerOf }: MergeRules,
): OpenAPIObject {
  const schemas: Schemas = {};
  const paths: OpenAPIObject['paths'] = {};
  const operationIds = new Set<string>();
  for (const { service, document } of descriptions) {
    const prefix = pascalCase(service);
    const own = withoutClashes(document, schemas, prefix);
    Object.assign(schemas, own.components?.schemas);
    for (const [path, operations] of Object.entries(own.paths))
      if (ownerOf(path) === service) paths[path] = withUniqueIds(operations, operationIds, prefix);
  }
  const first = descriptions[0]?.document;
  return {
    openapi: first?.openapi ?? '3.0.0',
    info: { version: '1', ...first?.info, title },
    servers: [{ url: origin }],
    ...(first?.security === undefined ? {} : { security: first.security }),
    tags: [],
    paths: Object.fromEntries(Object.entries(paths).sort(([a], [b]) => (a < b ? -1 : 1))),
    components: { ...first?.components, schemas },
  };
}

/** The same document with another name for each schema that stands differently among those taken. */
function withoutClashes(document: OpenAPIObject, taken: Schemas, prefix: string): OpenAPIObject {
  const clashing = clashesOf(document.components?.schemas ?? {}, taken);
  if (clashing.size === 0) return document;
  const renamed = renameRefs(document, clashing, prefix);
  const schemas = Object.entries(renamed.components?.schemas ?? {}).map(
    ([name, schema]) => [clashing.has(name) ? prefix + name : name, schema] as const,
  );
  return { ...renamed, components: { ...renamed.components, schemas: Object.fromEntries(schemas) } };
}

/** A schema that mentions a clashing one clashes too, even when it reads the same: it means something else. */
function clashesOf(schemas: Schemas, taken: Schemas): ReadonlySet<string> {
  const texts = Object.entries(schemas)
    .filter(([name]) => Object.hasOwn(taken, name))
    .map(([name, schema]) => ({ name, text: JSON.stringify(schema) }));
  const clashing = new Set(texts.filter(({ name, text }) => text !== JSON.stringify(taken[name])).map(({ name }) => name));
  let before: number;
  do {
    before = clashing.size;
    for (const { name, text } of texts)
      if ([...clashing].some((other) => text.includes(`"${SCHEMA_REF}${other}"`))) clashing.add(name);
  } while (clashing.size > before);
  return clashing;
}

/** References stand in `$ref` and in the mapping of a discriminator: as whole texts in both. */
function renameRefs(document: OpenAPIObject, names: ReadonlySet<string>, prefix: string): OpenAPIObject {
  const renamed: unknown = JSON.parse(JSON.stringify(document), (_key, value: unknown) => {
    if (typeof value !== 'string' || !value.startsWith(SCHEMA_REF)) return value;
    const name = value.slice(SCHEMA_REF.length);
    return names.has(name) ? `${SCHEMA_REF}${prefix}${name}` : value;
  });
  return renamed as OpenAPIObject;
}

function withUniqueIds(operations: Operations, taken: Set<string>, prefix: string): Operations {
  const unique: Operations = { ...operations };
  for (const method of METHODS) {
    const operation = operations[method];
    if (operation?.operationId === undefined) continue;
    const operationId = taken.has(operation.operationId) ? prefix + operation.operationId : operation.operationId;
    taken.add(operationId);
    unique[method] = { ...operation, operationId };
  }
  return unique;
}

const pascalCase = (service: Service): string =>
  service
    .split('-')
    .map((word) => word.charAt(0).toUpperCase() + word.slice(1))
    .join('');
