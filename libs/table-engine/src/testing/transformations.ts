import { readFile } from 'node:fs/promises';
import { runTransformation, type TransformationOptions } from '../transformation/run-transformation.js';
import type { TransformationResult } from '../transformation/transformation-result.js';
import type { TransformationSpec } from '../transformation/transformation-spec.js';
import type { TableFiles } from '../table-files.js';
import { ScratchFolder } from './scratch-folder.js';
import { rowsIn, tableOf } from './tables.js';

export const FOREVER =
  'SELECT count(*) FROM range(1000000) a, range(1000000) b, range(1000000) c WHERE a.range + b.range = c.range';

export interface StartedTransformation {
  readonly pid: number;
  readonly result: Promise<TransformationResult>;
  readonly stop: () => Promise<TransformationResult>;
}

/** Transformations of two small inputs, `flights` and `airports`. */
export class Transformations {
  private constructor(
    readonly scratch: ScratchFolder,
    readonly flights: TableFiles,
    private readonly airports: TableFiles,
  ) {}

  static async create(): Promise<Transformations> {
    const scratch = await ScratchFolder.create();
    const flights = await tableOf(
      scratch,
      [
        ['origin', 'delay'],
        ['ABC', '5'],
        ['DEF', '-3'],
        ['ABC', '1'],
      ],
      2,
    );
    const airports = await tableOf(scratch, [
      ['iata', 'city'],
      ['ABC', 'Abcity'],
      ['DEF', 'Deftown'],
    ]);
    return new Transformations(scratch, flights, airports);
  }

  spec(script: string | readonly string[], changes: Partial<TransformationSpec> = {}): TransformationSpec {
    return {
      blocks: [{ name: 'block', codes: [{ name: 'code', script: typeof script === 'string' ? [script] : script }] }],
      inputs: [
        { name: 'flights', ...this.flights },
        { name: 'airports', ...this.airports },
      ],
      outputs: [],
      threads: 1,
      memoryLimitBytes: 256 * 1024 * 1024,
      workDir: this.scratch.newPath(),
      ...changes,
    };
  }

  run(
    script: string | readonly string[],
    changes?: Partial<TransformationSpec>,
    options?: TransformationOptions,
  ): Promise<TransformationResult> {
    return runTransformation(this.spec(script, changes), options);
  }

  /** The rows of the only output, `result`, of these statements. */
  async resultOf(script: string | readonly string[]): Promise<{ columns: string[]; rows: unknown[][] }> {
    const result = await this.run(script, { outputs: [{ name: 'result', outDir: this.scratch.newPath() }] });
    if (result.kind !== 'success') throw new Error(JSON.stringify(result));
    const [output] = result.outputs;
    return {
      columns: output?.columns.map(({ name }) => name) ?? [],
      rows: await rowsIn(output?.files.map(({ path }) => path) ?? []),
    };
  }

  /** Returns once the statement is under way. */
  async start(statement: string, options: TransformationOptions = {}): Promise<StartedTransformation> {
    const abort = new AbortController();
    let pid = 0;
    let isUnderWay = false;
    const result = this.run(
      ['SELECT 1', statement],
      {},
      { ...options, signal: abort.signal, onStarted: (group) => (pid = group), onLog: () => (isUnderWay = true) },
    );
    await until(() => isUnderWay);
    return { pid, result, stop: () => (abort.abort(), result) };
  }
}

export const messageOf = (result: TransformationResult): string => ('message' in result ? result.message : '');

/** Waits for a condition instead of for a time. */
export async function until(condition: () => boolean | Promise<boolean>, deadlineMs = 10_000): Promise<void> {
  const giveUpMs = performance.now() + deadlineMs;
  while (!(await condition())) {
    if (performance.now() > giveUpMs) throw new Error('the condition did not come true in time');
    await new Promise((resolve) => setTimeout(resolve, 20));
  }
}

/** Processes that were killed stay visible until their parent has noticed; those count as ended. */
export async function isRunning(pid: number): Promise<boolean> {
  try {
    return !/^\d+ \(.*\) Z/.test(await readFile(`/proc/${pid}/stat`, 'utf8'));
  } catch {
    return false;
  }
}
