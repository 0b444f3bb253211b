/**
 * Loaded into a process by `node --import`: ends it in an orderly way when its parent is gone, however the parent died.
 * The parent holds the other end of standard input and never writes; the system closes it with the parent.
 */
const GRACE_MS = 10_000;

let ending = false;
for (const event of ['error', 'close']) process.stdin.on(event, end);
process.stdin.resume();
// The pipe alone shall not keep a process alive that has nothing left to do.
if ('unref' in process.stdin && typeof process.stdin.unref === 'function') process.stdin.unref();

function end() {
  // One SIGTERM only: a second one means to a service that it shall not finish its work.
  if (ending) return;
  ending = true;
  // What does not end by itself is killed together with what it started: the launcher made it leader of its group.
  setTimeout(() => {
    try {
      process.kill(-process.pid, 'SIGKILL');
    } catch {
      process.kill(process.pid, 'SIGKILL');
    }
  }, GRACE_MS).unref();
  process.kill(process.pid, 'SIGTERM');
}
