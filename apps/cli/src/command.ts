import type { CliConfig } from './cli-config.js';

/** One command of the operator. */
export interface Command {
  /** Words that call it, e.g. `project create`. */
  readonly name: string;
  /** What may follow, for the usage text. */
  readonly synopsis: string;
  readonly meaning: string;
  /** @returns the exit code. */
  run(args: readonly string[], config: CliConfig): Promise<number>;
}

/** The command line does not say what to do. */
export class UsageError extends Error {
  override readonly name = 'UsageError';
}

export const say = (line: string): void => {
  process.stdout.write(`${line}\n`);
};
