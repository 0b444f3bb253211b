import type { OpenAPIObject } from '@nestjs/swagger';
import type { AnswerSchema } from './answer-schema.js';

/**
 * Puts each named schema of the paths among the components, and a reference to it where it stood.
 * @throws when one name stands for two schemas.
 */
export function withNamedSchemas(document: OpenAPIObject): OpenAPIObject {
  const schemas = { ...document.components?.schemas };
  // From the inside out, so that a named schema is told from another by references to what is in it.
  const paths: unknown = JSON.parse(JSON.stringify(document.paths), (_key, value: unknown) => {
    if (!isNamed(value)) return value;
    const { title: name, ...schema } = value;
    const known = schemas[name];
    if (known !== undefined && JSON.stringify(known) !== JSON.stringify(schema))
      throw new Error(`The name "${name}" stands for two schemas of the OpenAPI document.`);
    schemas[name] = schema;
    return { $ref: `#/components/schemas/${name}` };
  });
  return { ...document, paths: paths as OpenAPIObject['paths'], components: { ...document.components, schemas } };
}

/** A field may have the name `title`, but its value is then a schema, no text. */
const isNamed = (value: unknown): value is AnswerSchema & { readonly title: string } =>
  typeof value === 'object' && value !== null && 'title' in value && typeof value.title === 'string' && 'type' in value;
