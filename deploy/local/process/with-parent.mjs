/**
 * `node with-parent.mjs PROGRAM ARGUMENT…` runs a program that does not watch standard input itself, and ends it with
 * its parent.
 */
import { spawn } from 'node:child_process';
import './end-with-parent.mjs';

const [program, ...programArguments] = process.argv.slice(2);
if (program === undefined) throw new Error('usage: with-parent.mjs PROGRAM ARGUMENT…');

const child = spawn(program, programArguments, { stdio: ['ignore', 'inherit', 'inherit'] });
child.once('error', (error) => {
  process.stderr.write(`${error.message}\n`);
  process.exit(127);
});
child.once('exit', (code, signal) => process.exit(code ?? (signal === 'SIGTERM' ? 0 : 1)));
for (const signal of ['SIGTERM', 'SIGINT']) process.on(signal, () => child.kill('SIGTERM'));
