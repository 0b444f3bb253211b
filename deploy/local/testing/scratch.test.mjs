import assert from 'node:assert/strict';
import { spawnSync } from 'node:child_process';
import { existsSync } from 'node:fs';
import { test } from 'node:test';
import { scratchFolder } from './scratch.mjs';

test('data of a run that was killed is removed by the next run; data of a running one is kept', () => {
  const own = scratchFolder();
  const module = JSON.stringify(new URL('./scratch.mjs', import.meta.url).href);
  const killed = spawnSync(
    process.execPath,
    [
      '--input-type=module',
      '-e',
      `import { scratchFolder } from ${module}; console.log(scratchFolder().folder); process.kill(process.pid, 'SIGKILL');`,
    ],
    { encoding: 'utf8' },
  );
  const left = killed.stdout.trim();
  assert.ok(existsSync(left));

  const another = scratchFolder();

  assert.equal(existsSync(left), false);
  another.remove();
  assert.ok(existsSync(own.folder), 'a process may have several, each removed alone');
  own.remove();
  assert.equal(existsSync(own.folder), false);
});
