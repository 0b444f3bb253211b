import { objectOf, TEXT, type AnswerSchema } from '@runledger/service-kit';
import { DescribedAnswers } from './described-answers.js';

const answers = (schema: AnswerSchema | { readonly $ref: string }) => ({
  description: '',
  content: { 'application/json': { schema } },
});

const described = new DescribedAnswers({
  openapi: '3.0.0',
  info: { title: 'Things', version: '1' },
  paths: {
    '/v2/storage/things/{thing}': {
      get: { responses: { 200: answers({ $ref: '#/components/schemas/Thing' }), default: answers(objectOf({ error: TEXT })) } },
      delete: { responses: { 204: { description: '' } } },
    },
    '/v2/storage/things/newest': { get: { responses: { 200: answers(TEXT) } } },
  },
  components: { schemas: { Thing: objectOf({ name: TEXT }) } },
});

const check = (method: string, url: string, status: number, body: unknown) => () =>
  described.check(method, url, { status, body });

describe('an answer', () => {
  it.each(['/v2/storage/things/1', '/v2/storage/things/1/?a=/b', '/v2/storage/branch/default/things/1'])(
    'of %s is held to what its path says',
    (url) => {
      expect(check('GET', url, 200, { name: 'a' })).not.toThrow();
      expect(check('GET', url, 200, { name: 1 })).toThrow('data/name must be string');
      expect(check('GET', url, 200, {})).toThrow("must have required property 'name'");
      expect(check('GET', url, 200, { name: 'a', size: 1 })).toThrow('must NOT have additional properties');
    },
  );

  it('that refuses is held to the schema of refusals', () => {
    expect(check('GET', '/v2/storage/things/1', 404, { error: 'not found' })).not.toThrow();
    expect(check('GET', '/v2/storage/things/1', 404, { message: 'not found' })).toThrow("must have required property 'error'");
  });

  it('of a path that is described as such is not taken for one with a parameter', () => {
    expect(check('GET', '/v2/storage/things/newest', 200, 'a')).not.toThrow();
  });

  it('that the document does not speak of is none', () => {
    expect(check('GET', '/v2/storage/things/1', 201, { name: 'a' })).toThrow('has no schema');
    expect(check('DELETE', '/v2/storage/things/1', 204, {})).toThrow('has no schema');
  });

  it('of a path outside of the document is not looked at', () => {
    expect(check('GET', '/health/ready', 200, {})).not.toThrow();
    expect(check('POST', '/v2/storage/things/1', 200, {})).not.toThrow();
  });
});
