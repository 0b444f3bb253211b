import { UsageError, type Command } from './command.js';
import { init } from './command/init.js';
import { createProject } from './command/project-create.js';
import { setLimit } from './command/limit-set.js';
import { rebuild } from './command/rebuild.js';
import { activateRules } from './command/rules-activate.js';
import { voidRecord } from './command/record-void.js';

const COMMANDS: readonly Command[] = [init, createProject, setLimit, rebuild, activateRules, voidRecord];

/** @throws UsageError when no command has this name. */
export const commandNamed = (args: readonly string[]): { readonly command: Command; readonly rest: readonly string[] } => {
  for (const command of COMMANDS) {
    const words = command.name.split(' ');
    if (words.every((word, index) => args[index] === word)) return { command, rest: args.slice(words.length) };
  }
  throw new UsageError(`there is no command "${args.slice(0, 2).join(' ')}"`);
};

export const usage = (): string =>
  ['Usage: runledger COMMAND', '', ...COMMANDS.map(({ name, synopsis, meaning }) => `  ${`${name} ${synopsis}`.padEnd(58)}${meaning}`), ''].join('\n');
