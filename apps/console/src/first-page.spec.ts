import { existsSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { gzipSync } from 'node:zlib';

const DIST = join(import.meta.dirname, '../dist');
const BUDGET_BYTES = 300_000;
const LATER_ROUTE_BYTES = 60_000;

interface Chunk {
  readonly file: string;
  readonly isEntry?: boolean;
  readonly imports?: readonly string[];
  readonly css?: readonly string[];
  readonly assets?: readonly string[];
}

function readManifest(): Readonly<Record<string, Chunk>> {
  const path = join(DIST, '.vite/manifest.json');
  if (!existsSync(path)) throw new Error('Build the console first: npx nx build @runledger/console');
  return JSON.parse(readFileSync(path, 'utf8')) as Record<string, Chunk>;
}

const manifest = readManifest();

/** All files that a chunk needs before it can run. */
function filesOf(name: string, seen = new Set<string>()): Set<string> {
  const chunk = manifest[name];
  if (chunk === undefined || seen.has(chunk.file)) return seen;
  seen.add(chunk.file);
  for (const file of [...(chunk.css ?? []), ...(chunk.assets ?? [])]) seen.add(file);
  for (const needed of chunk.imports ?? []) filesOf(needed, seen);
  return seen;
}

/** What goes over the wire: fonts are compressed already. */
function wireBytes(file: string): number {
  const bytes = readFileSync(join(DIST, file));
  return file.endsWith('.woff2') ? bytes.length : gzipSync(bytes, { level: 9 }).length;
}

const total = (files: Iterable<string>): number => [...files].reduce((sum, file) => sum + wireBytes(file), 0);

describe('the weight of the console', () => {
  const first = filesOf('index.html');

  it('keeps the first page within its budget', () => {
    expect(first.size).toBeGreaterThan(1);
    expect(total(first)).toBeLessThanOrEqual(BUDGET_BYTES);
  });

  it('keeps every later page within its budget', () => {
    const later = Object.keys(manifest).filter((name) => name.endsWith('-page.tsx'));
    const heavy = later.filter((name) => total([...filesOf(name)].filter((file) => !first.has(file))) > LATER_ROUTE_BYTES);
    expect(later.length).toBeGreaterThan(0);
    expect(heavy).toEqual([]);
  });
});
