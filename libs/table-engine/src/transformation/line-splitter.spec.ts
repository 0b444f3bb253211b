import fc from 'fast-check';
import { splitLines } from './line-splitter.js';

async function linesOf(chunks: readonly Buffer[], lineBytesMax = 1_000): Promise<string[]> {
  const lines: string[] = [];
  for await (const line of splitLines(
    (async function* () {
      yield* chunks;
    })(),
    lineBytesMax,
  ))
    lines.push(line);
  return lines;
}

describe('splitLines', () => {
  it('finds the same lines wherever the stream is cut', async () => {
    const line = fc.string({ unit: 'grapheme' }).filter((text) => !text.includes('\n'));
    await fc.assert(
      fc.asyncProperty(fc.array(line), fc.array(fc.nat(200)), async (lines, cuts) => {
        const bytes = Buffer.from(lines.map((text) => `${text}\n`).join(''));
        const edges = [0, ...cuts.map((cut) => Math.min(cut, bytes.length)).sort((a, b) => a - b), bytes.length];
        const chunks = edges.slice(1).map((edge, index) => bytes.subarray(edges[index], edge));
        expect(await linesOf(chunks)).toEqual(lines);
      }),
    );
  });

  it('drops a last line that was not finished', async () => {
    expect(await linesOf([Buffer.from('whole\nhal')])).toEqual(['whole']);
  });

  it('refuses a line that is too long, before it has filled the memory', async () => {
    await expect(linesOf([Buffer.alloc(600, 'x'), Buffer.alloc(600, 'x')])).rejects.toThrow('longer than 1000 bytes');
  });
});
