import { access, readdir } from 'node:fs/promises';
import { isEngineFailure, type EngineFailure } from '../engine-failure.js';
import { RFC_4180 } from '../csv/csv-dialect.js';
import { importCsv, type CsvImportRequest, type CsvImportResult } from '../csv/csv-import.js';
import type { ScratchFolder } from './scratch-folder.js';
import { rowsIn } from './tables.js';

export type Content = string | Uint8Array;

/** Imports of files with given contents, by default comma separated with a header and without a key. */
export class CsvImports {
  constructor(private readonly scratch: ScratchFolder) {}

  async request(contents: readonly Content[], changes: Partial<CsvImportRequest> = {}): Promise<CsvImportRequest> {
    return {
      files: await Promise.all(contents.map((content) => this.scratch.file(content))),
      columns: { from: 'header' },
      dialect: RFC_4180,
      primaryKey: [],
      outDir: this.scratch.newPath(),
      limits: this.scratch.limits,
      ...changes,
    };
  }

  async load(content: Content | readonly Content[], changes?: Partial<CsvImportRequest>): Promise<CsvImportResult> {
    return importCsv(await this.request(listOf(content), changes));
  }

  /** The failure of an import, after checking that it left nothing behind. */
  async failureOf(content: Content | readonly Content[], changes?: Partial<CsvImportRequest>): Promise<EngineFailure> {
    const attempt = await this.request(listOf(content), changes);
    const error: unknown = await importCsv(attempt).then(
      () => new Error('the import succeeded'),
      (reason: unknown) => reason,
    );
    if (!isEngineFailure(error)) throw error;
    await expect(access(attempt.outDir)).rejects.toMatchObject({ code: 'ENOENT' });
    await expect(readdir(this.scratch.limits.tempDir).catch(() => [])).resolves.toEqual([]);
    return error;
  }
}

export const rowsOf = ({ files }: CsvImportResult): Promise<unknown[][]> => rowsIn(files.map(({ path }) => path));

const listOf = (content: Content | readonly Content[]): readonly Content[] =>
  typeof content === 'string' || content instanceof Uint8Array ? [content] : content;
