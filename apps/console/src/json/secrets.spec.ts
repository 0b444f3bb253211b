import fc from 'fast-check';
import { jsonOf, MASK, withoutSecrets } from './secrets.js';

describe('secrets', () => {
  it('are masked at any depth, also when they are objects', () => {
    const value = { db: { user: 'jana', '#password': 'KBC::x' }, list: [{ '#token': { a: 1 } }] };
    expect(withoutSecrets(value)).toEqual({ db: { user: 'jana', '#password': MASK }, list: [{ '#token': MASK }] });
  });

  it('never reach the text that is shown, copied or downloaded', () => {
    const secret = 'very-secret-value';
    const tree = fc.letrec((tie) => ({
      node: fc.oneof(
        { maxDepth: 4 },
        fc.jsonValue(),
        fc.array(tie('node'), { maxLength: 3 }),
        fc.dictionary(fc.string(), tie('node'), { maxKeys: 3 }),
        fc.record({ '#key': fc.constant(secret), next: tie('node') }),
      ),
    })).node;
    fc.assert(fc.property(tree, (value) => !jsonOf(value).includes(secret)));
  });

  it('leave everything else as it is', () => {
    fc.assert(
      fc.property(fc.jsonValue(), (value) => {
        fc.pre(!JSON.stringify(value).includes('"#'));
        expect(withoutSecrets(value)).toEqual(value);
      }),
    );
  });
});
