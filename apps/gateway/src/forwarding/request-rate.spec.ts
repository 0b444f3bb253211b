import { RequestRate } from './request-rate.js';

test('a caller may make so many requests in a second, and then as many in the next', () => {
  const rate = new RequestRate(2);
  expect([0, 10, 999].map((atMs) => rate.admits('a', atMs))).toEqual([true, true, false]);
  expect([1_000, 1_001, 1_002].map((atMs) => rate.admits('a', atMs))).toEqual([true, true, false]);
});

test('one caller does not use up the rate of another', () => {
  const rate = new RequestRate(1);
  expect(rate.admits('a', 0)).toBe(true);
  expect(rate.admits('a', 0)).toBe(false);
  expect(rate.admits('b', 0)).toBe(true);
});

test('zero is without limit', () => {
  const rate = new RequestRate(0);
  for (let count = 0; count < 100; count += 1) expect(rate.admits('a', 0)).toBe(true);
});
