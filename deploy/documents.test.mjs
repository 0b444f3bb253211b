import assert from 'node:assert/strict';
import { existsSync, readFileSync, readdirSync } from 'node:fs';
import { dirname, join, relative } from 'node:path';
import { test } from 'node:test';
import { ROOT } from './local/paths.mjs';

const read = (/** @type {string} */ path) => readFileSync(join(ROOT, path), 'utf8');
const filesBelow = (/** @type {string} */ folder) =>
  readdirSync(join(ROOT, folder), { recursive: true, encoding: 'utf8' })
    .map((name) => join(folder, name))
    .filter((path) => !/(^|\/)(node_modules|dist)\//.test(path));

const DOCUMENTS = [
  ...readdirSync(ROOT).filter((name) => name.endsWith('.md')),
  ...filesBelow('docs').filter((name) => name.endsWith('.md')),
];
const OPERATIONS = read('docs/operations.md');
const PACKAGE = JSON.parse(read('package.json'));

/** Everything that runs, as one text: what a document quotes must stand in it. */
const SOURCES = ['apps', 'libs', 'deploy', 'bin']
  .flatMap(filesBelow)
  .filter((path) => /\.(ts|mjs)$/.test(path) && !/\.(spec|test)\./.test(path))
  .map((path) => ({ path, text: read(path) }));
const SOURCE = SOURCES.map(({ text }) => text).join('\n');

/** @param {string} text Markdown without its blocks of code */
const prose = (text) => text.replace(/^```[\s\S]*?^```$/gm, '');

/** Quotes in running text: `like this`. @param {string} text */
const quotes = (text) => [...prose(text).matchAll(/`([^`\n]+)`/g)].map(([, quote = '']) => quote);

/** Lines of shell blocks, and quotes that begin like a command. @param {string} text */
const commands = (text) => {
  const blocks = [...text.matchAll(/^```sh\n([\s\S]*?)^```$/gm)].flatMap(([, block = '']) => block.split('\n'));
  return [...blocks, ...quotes(text)]
    .map((line) =>
      line
        .replace(/\s+#.*$/, '')
        .replace(/^(?:[A-Z_]+=\S+ )+/, '')
        .trim(),
    )
    .filter((line) => /^(npm|npx|node) /.test(line));
};

/** How a heading is addressed. @param {string} heading */
const anchorOf = (heading) =>
  heading
    .toLowerCase()
    .replace(/[^\w\- ]/g, '')
    .replaceAll(' ', '-');

/** @param {string} text */
const anchors = (text) => new Set([...prose(text).matchAll(/^#+ (.+)$/gm)].map(([, heading = '']) => anchorOf(heading)));

/** Rows of the first table below a heading, without head, cell by cell. @param {string} text @param {string} heading */
const tableBelow = (text, heading) => {
  const section = text.slice(text.indexOf(`\n${heading}\n`));
  const table = /(?:^\|.*\|\n)+/m.exec(section)?.[0] ?? '';
  return table
    .trimEnd()
    .split('\n')
    .slice(2)
    .map((row) =>
      row
        .slice(1, -1)
        .trim()
        .split(/ +\| +/),
    );
};

/** @param {string | undefined} cell */
const quoted = (cell = '') => quotes(cell)[0] ?? '';

for (const document of DOCUMENTS) {
  const text = read(document);

  test(`links in ${document} lead somewhere`, () => {
    for (const [, target = ''] of prose(text).matchAll(/\]\(([^)\s]+)\)/g)) {
      if (/^https?:/.test(target)) continue;
      const [path = '', anchor] = target.split('#');
      const file = path === '' ? document : relative(ROOT, join(ROOT, dirname(document), path));
      assert.ok(existsSync(join(ROOT, file)), `${target} is there`);
      if (anchor !== undefined) assert.ok(anchors(read(file)).has(anchor), `${target} has that heading`);
    }
  });

  test(`files that ${document} names exist`, () => {
    for (const quote of quotes(text)) {
      if (!/^(apps|libs|deploy|docs|e2e|examples|bin)\/[\w./-]*$/.test(quote)) continue;
      // What a build makes is not there before one.
      if (quote.split('/').includes('dist')) continue;
      assert.ok(existsSync(join(ROOT, quote)), `${quote} is there`);
    }
  });

  test(`commands in ${document} can be given`, () => {
    for (const command of commands(text)) assert.equal(problemOf(command), undefined, command);
  });
}

/**
 * @param {string} command
 * @returns {string | undefined}
 */
function problemOf(command) {
  const [program, first = '', second = '', ...rest] = command.split(' ');
  switch (program) {
    case 'npm':
      return npmProblem(first, second, command);
    case 'node': {
      const file = [first, second, ...rest].find((arg) => /\.(mjs|js)$/.test(arg)) ?? '';
      return existsSync(join(ROOT, sourceOf(file))) ? undefined : `there is no ${file}`;
    }
    default:
      return first === '--no-install' && second === 'runledger' ? operatorProblem(rest) : binaryProblem(first, second, rest);
  }
}

/** What a built file is built from. @param {string} file */
const sourceOf = (file) => file.replace(/\/dist\/(.*)\.js$/, '/src/$1.ts');

/**
 * @param {string} first
 * @param {string} second
 * @param {string} command
 */
function npmProblem(first, second, command) {
  const workspace = /--workspace (\S+)/.exec(command)?.[1];
  const { scripts } = workspace === undefined ? PACKAGE : packageNamed(workspace);
  const script = first === 'run' ? second : first;
  if (scripts?.[script] === undefined && script !== 'ci') return `there is no script ${script}`;
  const option = [...command.matchAll(/ (--[a-z]+)/g)]
    .map(([, name]) => name)
    .find((name) => name !== '--workspace' && !OPTIONS.has(name));
  return option === undefined ? undefined : `${script} has no ${option}`;
}

/** Options of the launcher. */
const OPTIONS = new Set(read('deploy/local/platform/command-line.mjs').match(/--[a-z]+/g));

/** @param {string} name */
function packageNamed(name) {
  const path = `${name.replace('@runledger/', 'apps/')}/package.json`;
  return JSON.parse(read(existsSync(join(ROOT, path)) ? path : path.replace('apps/', 'libs/')));
}

/**
 * @param {string} binary
 * @param {string} target
 * @param {string[]} rest
 */
function binaryProblem(binary, target, rest) {
  const known = { ...PACKAGE.dependencies, ...PACKAGE.devDependencies };
  if (known[binary] === undefined) return `${binary} is no dependency`;
  const [project = ''] = rest;
  if (binary !== 'nx' || project.endsWith('NAME')) return undefined;
  if (!['test', 'lint', 'build', 'typecheck'].includes(target)) return `nx has no target ${target}`;
  return packageNamed(project).name === project ? undefined : `there is no project ${project}`;
}

const OPERATOR_COMMANDS = SOURCES.filter(({ path }) => path.startsWith('apps/cli/src/command/')).map(({ text }) => ({
  name: /\n {2}name: '([^']+)'/.exec(text)?.[1] ?? '',
  synopsis: /\n {2}synopsis: '([^']+)'/.exec(text)?.[1] ?? '',
}));

/** @param {string[]} args */
function operatorProblem(args) {
  const line = args.join(' ');
  const command = OPERATOR_COMMANDS.find(({ name }) => `${line} `.startsWith(`${name} `));
  if (command === undefined) return 'there is no such command';
  const option = (line.match(/--[a-z]+/g) ?? []).find((name) => !command.synopsis.includes(name));
  return option === undefined ? undefined : `${command.name} has no ${option}`;
}

test('a command that does not exist is found', () => {
  const wrong = [
    'npm run dance',
    'npm start -- --loud',
    'node deploy/nothing.mjs',
    'npx --no-install runledger project destroy',
    'npx nx test @runledger/dance',
  ];
  for (const command of wrong) assert.throws(() => assert.equal(problemOf(command), undefined), command);
});

test('every decision is in the list of decisions, under its title', () => {
  const list = read('docs/adr/README.md');
  for (const file of readdirSync(join(ROOT, 'docs', 'adr')).filter((name) => /^\d/.test(name))) {
    const [, number, title] = /^# (\d{4}) (.+)$/m.exec(read(`docs/adr/${file}`)) ?? [];
    assert.match(list, new RegExp(`\\[${number}\\]\\(${file}\\) +\\| ${title} +\\|`), file);
  }
});

test('operations lists every metric with its labels and what it says of itself', () => {
  const defined = [...SOURCE.matchAll(/name: '(\w+)',\s+help: '([^']+)',(?:\s+labelNames: \[([^\]]*)\])?/g)];
  const wanted = defined.map(([, name, help, labels = '']) => ({ name, help, labels: labels.replaceAll("'", '').split(', ') }));
  const listed = tableBelow(OPERATIONS, '## Metrics').map(([name, labels = '', , help]) => ({
    name: quoted(name),
    help,
    labels: labels === 'none' ? [''] : quotes(labels),
  }));
  assert.ok(wanted.length > 0);
  assert.deepEqual(sorted(listed), sorted(wanted));
});

test('operations explains every reason for which an event is void', () => {
  const [, list = ''] = /VOID_REASONS = \[([^\]]*)\]/.exec(read('libs/domain/src/log/verdict.ts')) ?? [];
  const section = OPERATIONS.slice(OPERATIONS.indexOf('An event is void for one of these reasons'));
  const explained = [...section.slice(0, section.indexOf('\n## ')).matchAll(/^\| `(\w+)` \|/gm)].map(([, reason]) => reason);
  assert.deepEqual(explained.sort(), (list.match(/\w+/g) ?? []).sort());
});

test('operations lists every health check', () => {
  const registered = SOURCES.filter(({ text }) => text.includes('.register({')).flatMap(({ text }) =>
    [...text.matchAll(/\.register\(\{\s*name: '([\w-]+)'/g)].map(([, name]) => name),
  );
  const listed = tableBelow(OPERATIONS, '## Health').map(([name]) => quoted(name));
  assert.deepEqual(listed.sort(), registered.sort());
});

test('operations names every setting that a topic must have', () => {
  const source = read('libs/event-log/src/topics.ts');
  const settings = [...source.matchAll(/'([a-z]+(?:\.[a-z]+)+)': /g)].map(([, name]) => name);
  assert.ok(settings.length > 4);
  for (const setting of settings) assert.ok(OPERATIONS.includes(`\`${setting}=`), setting);
});

test('messages that operations explains are printed by something', () => {
  const rows = tableBelow(OPERATIONS, '## Troubleshooting');
  assert.ok(rows.length > 20);
  for (const [message = ''] of rows) {
    for (const piece of quotes(message).flatMap((quote) => quote.split('…'))) assert.ok(SOURCE.includes(piece.trim()), piece);
  }
});

/** @template {{ name?: string }} T @param {T[]} items */
const sorted = (items) => items.toSorted((a, b) => ((a.name ?? '') < (b.name ?? '') ? -1 : 1));
