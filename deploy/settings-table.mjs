/**
 * The table of settings in `docs/operations.md`, as the built services describe them: `node deploy/settings-table.mjs` says whether it is
 * current, with `--write` it is written anew.
 */
import { readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { describeEnv, serviceKeys } from '@runledger/service-kit';
import { cliKeys } from '../apps/cli/dist/cli-config.js';
import { fileUploads } from '../apps/file-uploads/dist/file-uploads.js';
import { gateway } from '../apps/gateway/dist/gateway.js';
import { jobApi } from '../apps/job-api/dist/job-api.js';
import { projects } from '../apps/projects/dist/projects.js';
import { scheduler } from '../apps/scheduler/dist/scheduler.js';
import { storageJobs } from '../apps/storage-jobs/dist/storage-jobs.js';
import { worker } from '../apps/worker/dist/worker.js';
import { ROOT } from './local/paths.mjs';

/** @typedef {import('@runledger/service-kit').EnvKey} EnvKey */

const PAGE = join(ROOT, 'docs', 'operations.md');
const BEGIN = '<!-- settings, written by node deploy/settings-table.mjs --write -->\n';
const END = '\n<!-- end of settings -->';
const SERVICES = [gateway, projects, jobApi, scheduler, worker, storageJobs, fileUploads];

const page = readFileSync(PAGE, 'utf8');
const current = withTable(page);
if (process.argv.includes('--write')) writeFileSync(PAGE, current);
else if (page !== current) {
  process.stderr.write(
    'The settings in docs/operations.md are not those of the services: node deploy/settings-table.mjs --write\n',
  );
  process.exitCode = 1;
}

/** @param {string} text */
function withTable(text) {
  const begin = text.indexOf(BEGIN);
  const end = text.indexOf(END);
  if (begin < 0 || end < begin) throw new Error(`${PAGE} has no place for the settings: ${BEGIN}${END}`);
  return `${text.slice(0, begin + BEGIN.length)}\n${table()}${text.slice(end)}`;
}

function table() {
  const shared = describeEnv(serviceKeys);
  const names = new Set(shared.map(({ name }) => name));
  const own = [...SERVICES.map(({ name, config }) => ({ name, config })), { name: 'runledger', config: cliKeys }];
  return [
    '| variable | read by | default | meaning |',
    '| --- | --- | --- | --- |',
    ...shared.map((key) => row(key, 'all')),
    ...own.flatMap(({ name, config }) =>
      describeEnv(config)
        .filter((key) => !names.has(key.name))
        .map((key) => row(key, `\`${name}\``)),
    ),
    '',
  ].join('\n');
}

/**
 * @param {EnvKey} key
 * @param {string} readBy
 */
function row({ name, kind, meaning, default: fallback, requiredInProduction, rule }, readBy) {
  const unset = kind === 'secret' ? 'a well-known one' : fallback === '' ? 'none' : `\`${fallback}\``;
  const defaults = requiredInProduction ? `${unset}; in production it must be set` : unset;
  return `| \`${name}\` | ${readBy} | ${defaults} | ${[meaning, rule === '' ? '' : `Must ${rule}.`].join(' ').trim()} |`;
}
