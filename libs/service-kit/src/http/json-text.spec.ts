import fc from 'fast-check';
import { ApiError } from '../errors/api-error.js';
import { parseJson } from './json-text.js';
import { JSON_DEPTH_MAX } from './limits.js';

const codeOf = (text: string): string | undefined => {
  try {
    parseJson(text);
  } catch (error) {
    if (error instanceof ApiError) return error.code;
    throw error;
  }
  return undefined;
};

const nested = (depth: number, inside: string): string => '['.repeat(depth) + inside + ']'.repeat(depth);

describe('JSON from outside', () => {
  it('is what JSON.parse makes of it', () => {
    fc.assert(
      fc.property(fc.json(), (text) => {
        fc.pre(!text.includes('__proto__'));
        expect(parseJson(text)).toEqual(JSON.parse(text));
      }),
    );
  });

  it('may nest as deep as the limit, whatever its strings hold', () => {
    fc.assert(
      fc.property(fc.integer({ min: 1, max: 2 * JSON_DEPTH_MAX }), fc.string(), (depth, text) => {
        const brackets = JSON.stringify(`${text}[[{{"\\`);
        expect(codeOf(nested(depth, brackets))).toBe(depth > JSON_DEPTH_MAX ? 'jsonTooDeep' : undefined);
      }),
    );
  });

  it.each(['{"__proto__":1}', '{"a":[{"__proto__":{}}]}', '{"\\u005f_proto__":1}', '{"_\\u005Fproto__":1}'])(
    'is refused when it reaches for prototypes: %s',
    (text) => {
      expect(codeOf(text)).toBe('jsonInvalid');
    },
  );

  it('may speak of prototypes in its values', () => {
    expect(parseJson('{"a":"__proto__","constructor":{"prototype":1}}')).toEqual({
      a: '__proto__',
      constructor: { prototype: 1 },
    });
  });
});
