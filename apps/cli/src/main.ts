import { commandNamed, usage } from './commands.js';
import { cliConfig } from './cli-config.js';
import { UsageError } from './command.js';

/**
 * What an operator does: opens the log, makes projects, sets limits, voids records, has read models rebuilt.
 * Exit codes: 0 done, 1 done with a finding or failed, 2 the command line is wrong.
 */
const run = async (args: readonly string[]): Promise<number> => {
  if (args.length === 0 || args.includes('--help')) {
    process.stdout.write(usage());
    return args.length === 0 ? 2 : 0;
  }
  const { command, rest } = commandNamed(args);
  return command.run(rest, cliConfig(process.env));
};

try {
  process.exitCode = await run(process.argv.slice(2));
} catch (error) {
  const isUsage = error instanceof UsageError || (error instanceof TypeError && 'code' in error && String(error.code).startsWith('ERR_PARSE_ARGS'));
  process.stderr.write(`runledger: ${error instanceof Error ? error.message : String(error)}\n`);
  if (isUsage) process.stderr.write(usage());
  process.exitCode = isUsage ? 2 : 1;
}
