import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';

const SOURCES = join(import.meta.dirname, '..');
const TOKENS = join(import.meta.dirname, 'tokens.css');
const SCHEMES = ['light', 'dark'] as const;
const STATUSES = [
  'created',
  'waiting',
  'processing',
  'success',
  'warning',
  'error',
  'terminating',
  'terminated',
  'cancelled',
] as const;

type Scheme = (typeof SCHEMES)[number];

function readTokens(): Map<string, Record<Scheme, string>> {
  const css = readFileSync(TOKENS, 'utf8');
  const found = css.matchAll(/--([\w-]+): light-dark\((#[0-9a-f]{6}(?:[0-9a-f]{2})?), (#[0-9a-f]{6}(?:[0-9a-f]{2})?)\);/g);
  return new Map([...found].map(([, name = '', light = '', dark = '']) => [name, { light, dark }]));
}

/** Relative luminance and contrast as WCAG 2 defines them. */
function luminance(hex: string): number {
  const channels = [1, 3, 5].map((start) => parseInt(hex.slice(start, start + 2), 16) / 255);
  const [red = 0, green = 0, blue = 0] = channels.map((value) =>
    value <= 0.04045 ? value / 12.92 : ((value + 0.055) / 1.055) ** 2.4,
  );
  return 0.2126 * red + 0.7152 * green + 0.0722 * blue;
}

function contrast(a: string, b: string): number {
  const [darker = 0, lighter = 0] = [luminance(a), luminance(b)].sort((one, other) => one - other);
  return (lighter + 0.05) / (darker + 0.05);
}

const tokens = readTokens();
const colour = (name: string, scheme: Scheme): string => {
  const token = tokens.get(name);
  if (token === undefined) throw new Error(`No token --${name} in tokens.css`);
  return token[scheme];
};
const pairContrast = (front: string, back: string, scheme: Scheme): number =>
  contrast(colour(front, scheme), colour(back, scheme));

const TEXT_ON = [
  ...['canvas', 'surface', 'raised', 'sunken', 'hover', 'accent-tint'].flatMap((back) => [
    ['ink', back],
    ['ink-2', back],
  ]),
  ...['canvas', 'surface', 'raised', 'hover'].flatMap((back) => [
    ['ink-3', back],
    ['accent', back],
  ]),
  ['accent', 'accent-tint'],
  ['on-ink', 'ink'],
  ...STATUSES.flatMap((status) => [
    [`${status}-fg`, 'canvas'],
    [`${status}-fg`, 'surface'],
    [`${status}-fg`, 'hover'],
    [`${status}-fg`, `${status}-tint`],
  ]),
].map(([front = '', back = '']) => [front, back] as const);

const GRAPHIC_ON = [
  ...STATUSES.map((status) => [`${status}-solid`, 'surface'] as const),
  ['control', 'surface'] as const,
  ['accent', 'canvas'] as const,
];

describe('the colours', () => {
  it('are all written as light and dark pairs', () => {
    const declared = readFileSync(TOKENS, 'utf8').match(/^\s*--/gm) ?? [];
    expect(tokens.size).toBe(declared.length);
  });

  describe.each(SCHEMES)('in the %s theme', (scheme) => {
    it.each(TEXT_ON)('let text in %s be read on %s', (front, back) => {
      expect(pairContrast(front, back, scheme)).toBeGreaterThanOrEqual(4.5);
    });

    it.each(GRAPHIC_ON)('let a shape in %s be seen on %s', (front, back) => {
      expect(pairContrast(front, back, scheme)).toBeGreaterThanOrEqual(3);
    });
  });

  it('are named in the token file and nowhere else', () => {
    const others = readdirSync(SOURCES, { recursive: true, encoding: 'utf8' })
      .filter((path) => /\.(css|tsx)$/.test(path))
      .map((path) => join(SOURCES, path))
      .filter((path) => path !== TOKENS);
    const offenders = others.filter((path) =>
      /#[0-9a-f]{3,8}\b(?=[;,)\s'"])|\brgba?\(|\bhsla?\(/i.test(readFileSync(path, 'utf8')),
    );
    expect(others.length).toBeGreaterThan(0);
    expect(offenders).toEqual([]);
  });
});
