import type { INestApplication } from '@nestjs/common';
import { DocumentBuilder, SwaggerModule, type OpenAPIObject } from '@nestjs/swagger';
import { withNamedSchemas } from '../answers/named-schemas.js';
import { errorShapeOf } from '../errors/error-body.js';
import { ERROR_SCHEMAS } from '../errors/error-schema.js';

/** A controller with two paths gives each of its operations an index. */
const operationIdFactory = (controller: string, method: string): string => `${controller}_${method.replace('[0]', '')}`;

const BRANCH_PREFIX = '/v2/storage/branch/{branchId}/';

/**
 * The OpenAPI document of a created application; needs no started one.
 * Storage paths stand in it once, without their branch form, which says nothing new.
 */
export function openApiOf(app: INestApplication, title: string): OpenAPIObject {
  const security = 'storageApiToken';
  const outline = new DocumentBuilder()
    .setTitle(title)
    .setVersion('1')
    .setDescription(
      'Paths below /v2/storage also exist below /v2/storage/branch/{branchId}, with an id or the word "default", unless they name no branch data.',
    )
    .addApiKey({ type: 'apiKey', name: 'X-StorageApi-Token', in: 'header' }, security)
    .addSecurityRequirements(security)
    .build();
  const document = SwaggerModule.createDocument(app, outline, { operationIdFactory });
  const described = Object.entries(document.paths).filter(([path]) => !hasPlainForm(path, document));
  const paths = Object.fromEntries(described.map(([path, operations]) => [path, withRefusals(path, operations)]));
  return withNamedSchemas({ ...document, paths });
}

const hasPlainForm = (path: string, { paths }: OpenAPIObject): boolean =>
  path.startsWith(BRANCH_PREFIX) && Object.hasOwn(paths, `/v2/storage/${path.slice(BRANCH_PREFIX.length)}`);

type Operations = OpenAPIObject['paths'][string];

/** Every operation may refuse, in the shape that its path says. */
function withRefusals(path: string, operations: Operations): Operations {
  const content = { 'application/json': { schema: ERROR_SCHEMAS[errorShapeOf(path)] } };
  const refusing = Object.entries(operations).map(([method, operation]: [string, NonNullable<Operations['get']>]) => [
    method,
    { ...operation, responses: { ...operation.responses, default: { description: 'A refusal', content } } },
  ]);
  return Object.fromEntries(refusing) as Operations;
}
