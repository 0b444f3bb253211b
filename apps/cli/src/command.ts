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

/** @throws UsageError when an option is missing or no whole number. */
export const wholeNumber = (name: string, text: string | undefined): number => {
  if (text === undefined || !/^\d{1,15}$/.test(text)) throw new UsageError(`--${name} must be a whole number from 0`);
  return Number(text);
};
