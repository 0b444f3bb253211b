import { validateHeaderValue } from 'node:http';
import fc from 'fast-check';
import { attachment } from './content-disposition.js';

describe('the name under which a download is saved', () => {
  it.each([
    ['a b.csv', `attachment; filename="a b.csv"; filename*=UTF-8''a%20b.csv`],
    ['Škoda "x".csv', `attachment; filename="_koda _x_.csv"; filename*=UTF-8''%C5%A0koda%20%22x%22.csv`],
    [`it's (1)*.csv`, `attachment; filename="it_s _1__.csv"; filename*=UTF-8''it%27s%20%281%29%2A.csv`],
  ])('%s', (name, header) => {
    expect(attachment(name)).toBe(header);
  });

  it('never breaks out of its header', () => {
    fc.assert(
      fc.property(fc.string({ unit: 'grapheme' }), (name) => {
        const header = attachment(name);
        validateHeaderValue('content-disposition', header);
        expect(header).toMatch(/^attachment; filename="[\w.\- ]*"; filename\*=UTF-8''[\w.\-~!%]*$/);
      }),
    );
  });
});
