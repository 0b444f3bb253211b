import fc from 'fast-check';
import { ApiError } from '../errors/api-error.js';
import { parseForm } from './form-text.js';

describe('forms and queries', () => {
  it.each([
    ['a=1&b=', { a: '1', b: '' }],
    ['a[]=1&a[]=2', { a: ['1', '2'] }],
    ['a[0]=1&a[1]=2', { a: ['1', '2'] }],
    ['a=1&a=2', { a: ['1', '2'] }],
    ['input[0][source]=in.c-x.y&input[0][limit]=1', { input: [{ source: 'in.c-x.y', limit: '1' }] }],
    ['bucketPermissions[in.c-x]=read', { bucketPermissions: { 'in.c-x': 'read' } }],
    ['a.b=1', { 'a.b': '1' }],
    ['name=%C5%A0koda+Auto', { name: 'Škoda Auto' }],
    ['', {}],
  ])('reads %s', (text, fields) => {
    expect(parseForm(text)).toEqual(fields);
  });

  it('cannot touch prototypes', () => {
    parseForm('__proto__[polluted]=1&constructor[prototype][polluted]=1&a[__proto__][polluted]=1');
    expect(Reflect.get({}, 'polluted')).toBeUndefined();
  });

  it('reads anything or says that it is too large', () => {
    fc.assert(
      fc.property(
        fc.string({ maxLength: 200, unit: fc.constantFrom('a', '[', ']', '=', '&', '%', '0', '.', '+', '_', '\u0000') }),
        (text) => {
          try {
            expect(typeof parseForm(text)).toBe('object');
          } catch (error) {
            expect(error).toMatchObject({ code: 'formTooLarge', status: 400 });
            expect(error).toBeInstanceOf(ApiError);
          }
        },
      ),
    );
  });
});
