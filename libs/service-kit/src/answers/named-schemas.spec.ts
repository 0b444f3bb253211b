import type { OpenAPIObject } from '@nestjs/swagger';
import { INTEGER, listOf, named, objectOf, TEXT, type AnswerSchema } from './answer-schema.js';
import { withNamedSchemas } from './named-schemas.js';

const part = named('Part', objectOf({ title: TEXT }));
const thing = named('Thing', objectOf({ part, parts: listOf(part) }));

const answerOf = (schema: AnswerSchema | { readonly $ref: string }): object => ({
  description: '',
  content: { 'application/json': { schema } },
});

const documentOf = (...schemas: readonly AnswerSchema[]): OpenAPIObject => ({
  openapi: '3.0.0',
  info: { title: 'Things', version: '1' },
  paths: Object.fromEntries(
    schemas.map((schema, at) => [
      `/things/${at}`,
      { get: { responses: { 200: { description: '', content: { 'application/json': { schema } } } } } },
    ]),
  ),
  components: { schemas: { Request: { type: 'object' } } },
});

test('a named schema stands once among the components and is referred to, also from inside another one', () => {
  const document = withNamedSchemas(documentOf(thing, listOf(thing)));
  const partRef = { $ref: '#/components/schemas/Part' };
  const thingRef = { $ref: '#/components/schemas/Thing' };
  expect(document.components?.schemas).toEqual({
    Request: { type: 'object' },
    Part: { type: 'object', properties: { title: TEXT }, required: ['title'], additionalProperties: false },
    Thing: {
      type: 'object',
      properties: { part: partRef, parts: { type: 'array', items: partRef } },
      required: ['part', 'parts'],
      additionalProperties: false,
    },
  });
  const answers = Object.values(document.paths).map(({ get }) => get?.responses[200]);
  expect(answers).toEqual([thingRef, { type: 'array', items: thingRef }].map(answerOf));
});

test('one name for two schemas is refused', () => {
  expect(() => withNamedSchemas(documentOf(part, named('Part', objectOf({ title: INTEGER }))))).toThrow('"Part"');
  expect(() => withNamedSchemas(documentOf(named('Request', objectOf({ title: TEXT }))))).toThrow('"Request"');
});
