import { failedCondition } from './blob-conditions.js';

const ETAG = '"abc"';
const conditions = (ifMatch?: string, ifNoneMatch?: string) => ({ ifMatch, ifNoneMatch });

describe('conditional headers', () => {
  it.each([
    ['nothing is asked', conditions(), ETAG, undefined],
    ['it is the expected one', conditions(ETAG), ETAG, undefined],
    ['one of the expected ones', conditions(`"x", ${ETAG}`), ETAG, undefined],
    ['anything was expected', conditions('*'), ETAG, undefined],
    ['it is another one', conditions('"x"'), ETAG, 'ifMatch'],
    ['nothing is there and something was expected', conditions('*'), undefined, 'ifMatch'],
    ['nothing was expected and nothing is there', conditions(undefined, '*'), undefined, undefined],
    ['nothing was expected and something is there', conditions(undefined, '*'), ETAG, 'ifNoneMatch'],
    ['the reader has it already', conditions(undefined, ETAG), ETAG, 'ifNoneMatch'],
    ['the reader has an older one', conditions(undefined, '"x"'), ETAG, undefined],
  ] as const)('when %s', (_, given, etag, failed) => {
    expect(failedCondition(given, etag)).toBe(failed);
  });
});
