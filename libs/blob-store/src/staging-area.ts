import { randomUUID } from 'node:crypto';
import { readdir, rm, stat } from 'node:fs/promises';
import { hostname } from 'node:os';
import { join } from 'node:path';
import { hasCode } from './file-error.js';

/** Files of another machine that shares the folder: nothing is known about its processes, so only age tells. */
const FOREIGN_AGE_MS_MAX = 24 * 60 * 60 * 1000;

/** Tells this process from an earlier one with the same number. */
const PROCESS_TOKEN = randomUUID().slice(0, 8);
const HOST = hostname().replace(/[^A-Za-z0-9.-]/g, '-');

/** Where files are written before they get their name. Each carries the name of the process that writes it. */
export class StagingArea {
  constructor(private readonly folder: string) {}

  newPath(): string {
    return join(this.folder, [HOST, process.pid, PROCESS_TOKEN, randomUUID()].join('~'));
  }

  /** Deletes what processes have left behind that were killed. */
  async removeStale(nowMs: number): Promise<void> {
    for (const name of await readdir(this.folder)) {
      const path = join(this.folder, name);
      if (await isStale(name, path, nowMs)) await rm(path, { force: true });
    }
  }
}

async function isStale(name: string, path: string, nowMs: number): Promise<boolean> {
  const [host, pid, token] = name.split('~');
  if (host !== HOST) return nowMs - (await modifiedMs(path, nowMs)) > FOREIGN_AGE_MS_MAX;
  return Number(pid) === process.pid ? token !== PROCESS_TOKEN : !isAlive(Number(pid));
}

async function modifiedMs(path: string, absentMs: number): Promise<number> {
  try {
    return (await stat(path)).mtimeMs;
  } catch {
    return absentMs;
  }
}

function isAlive(pid: number): boolean {
  if (!Number.isSafeInteger(pid) || pid <= 0) return false;
  try {
    process.kill(pid, 0);
    return true;
  } catch (error) {
    // EPERM: it is there, but not ours
    return hasCode(error, 'EPERM');
  }
}
