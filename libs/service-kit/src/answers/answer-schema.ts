import type { SchemaObject } from '@nestjs/swagger';

/** What an answer looks like, for the OpenAPI document. */
export type AnswerSchema = SchemaObject;

type Fields = Readonly<Record<string, AnswerSchema>>;

export const TEXT: AnswerSchema = { type: 'string' };
export const INTEGER: AnswerSchema = { type: 'integer' };
export const NUMBER: AnswerSchema = { type: 'number' };
export const BOOLEAN: AnswerSchema = { type: 'boolean' };
/** Users' own data, or what is not ours to describe. */
export const ANY_OBJECT: AnswerSchema = { type: 'object', additionalProperties: true };

export const nullable = (schema: AnswerSchema): AnswerSchema => ({ ...schema, nullable: true });

export const listOf = (items: AnswerSchema): AnswerSchema => ({ type: 'array', items });

export const oneOf = (words: readonly string[]): AnswerSchema => ({ type: 'string', enum: [...words] });

/** An object under whose keys, whatever they are, stand values of one kind. */
export const mapOf = (values: AnswerSchema): AnswerSchema => ({ type: 'object', additionalProperties: values });

/** An object with these fields always, with `sometimes` now and then, and with no others. */
export const objectOf = (always: Fields, sometimes: Fields = {}): AnswerSchema => ({
  type: 'object',
  properties: { ...always, ...sometimes },
  required: Object.keys(always),
  additionalProperties: false,
});

/** A schema that stands once in the document, under its name; `withNamedSchemas` puts it there. */
export const named = (name: string, schema: AnswerSchema): AnswerSchema => ({ title: name, ...schema });
