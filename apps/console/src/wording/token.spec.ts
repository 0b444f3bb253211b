import { tokenWords } from './token.js';

describe('who did something', () => {
  it.each([
    [{ id: '11', description: 'jana.novak' }, 'jana.novak'],
    [{ id: '11', description: '' }, 'token 11'],
    [{ id: '11', description: null }, 'token 11'],
    [{ id: null, description: null }, 'the platform'],
  ])('%p is "%s"', (token, words) => {
    expect(tokenWords(token)).toBe(words);
  });
});
