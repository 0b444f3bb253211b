/**
 * The program that runs user SQL, apart from the service. It gets a spec as the first line of its input, writes messages as lines of
 * its output, and ends with the process that holds the other end of its input.
 */
import { createInterface } from 'node:readline';
import type { TransformationMessage } from './transformation-result.js';
import { runStatements } from './transformation-run.js';
import type { TransformationSpec } from './transformation-spec.js';

const send = (message: TransformationMessage): void => {
  process.stdout.write(`${JSON.stringify(message)}\n`);
};

const input = createInterface({ input: process.stdin });
// an orderly exit would wait for the statement that is running
input.once('close', () => process.kill(process.pid, 'SIGKILL'));
input.once('line', (line) => {
  // written by `runTransformation` of the same build
  const spec = JSON.parse(line) as TransformationSpec;
  void runStatements(spec, (log) => send({ type: 'log', log })).then(
    (outcome) => finish({ type: 'outcome', outcome }),
    (error: unknown) => {
      process.stderr.write(`${error instanceof Error ? (error.stack ?? error.message) : String(error)}\n`, () => process.exit(1));
    },
  );
});

/** Waits until the outcome has left, since an exit would cut it off. */
function finish(message: TransformationMessage): void {
  process.stdout.write(`${JSON.stringify(message)}\n`, () => process.exit(0));
}
