import { access, readdir, writeFile } from 'node:fs/promises';
import { gzipSync } from 'node:zlib';
import { CsvImports } from '../testing/csv-imports.js';
import { ScratchFolder } from '../testing/scratch-folder.js';
import { importCsv } from './csv-import.js';

let scratch: ScratchFolder;
let imports: CsvImports;

beforeEach(async () => {
  scratch = await ScratchFolder.create();
  imports = new CsvImports(scratch);
});
afterEach(() => scratch.remove());

describe('an import under way', () => {
  const bigCsv = async (): Promise<string> => {
    const path = scratch.newPath();
    const block = Array.from(
      { length: 50_000 },
      (_, index) => `${index},${Math.sin(index)},some text that is rather long ${index}\n`,
    ).join('');
    await writeFile(path, `id,value,text\n${block.repeat(20)}`);
    return path;
  };

  it('leaves the event loop to others', async () => {
    const importing = bigCsv()
      .then((file) => imports.request([], { files: [file] }))
      .then(importCsv);
    let isOver = false;
    void importing.finally(() => (isOver = true));
    let worstGapMs = 0;
    let turns = 0;
    for (let last = performance.now(); !isOver; turns += 1) {
      await new Promise((resolve) => setImmediate(resolve));
      worstGapMs = Math.max(worstGapMs, performance.now() - last);
      last = performance.now();
    }

    expect((await importing).rows).toBe(1_000_000);
    expect(turns).toBeGreaterThan(100);
    expect(worstGapMs).toBeLessThan(500);
  });

  it('stops when it is told to, and leaves nothing', async () => {
    const stop = new AbortController();
    const attempt = await imports.request([], { files: [await bigCsv()], signal: stop.signal });
    const importing = importCsv(attempt);
    setTimeout(() => stop.abort(), 50);

    await expect(importing).rejects.toMatchObject({ code: 'INTERRUPTED', fault: 'system' });
    await expect(access(attempt.outDir)).rejects.toMatchObject({ code: 'ENOENT' });
    expect(await readdir(scratch.limits.tempDir)).toEqual([]);
  });

  it('ends in an error of its own when it may not use enough memory', async () => {
    const limits = { ...scratch.limits, memoryLimitBytes: 10 * 1024 * 1024 };

    await expect(importCsv(await imports.request([], { files: [await bigCsv()], limits }))).rejects.toMatchObject({
      code: 'OUT_OF_MEMORY',
      fault: 'system',
    });
  });

  it('needs no more memory for a file that unpacks to a thousand times its size', async () => {
    const bomb = gzipSync(`a,b\n${'0,0\n'.repeat(20_000_000)}`);
    expect(bomb.length).toBeLessThan(500_000);

    expect((await imports.load(bomb)).rows).toBe(20_000_000);
  });
});
