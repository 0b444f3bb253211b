import nx from '@nx/eslint-plugin';
import tseslint from 'typescript-eslint';

/** Adapters never import adapters; the domain knows no framework and no IO; the browser sees only what runs anywhere. */
const depConstraints = [
  { sourceTag: 'layer:contracts', onlyDependOnLibsWithTags: ['layer:contracts'] },
  { sourceTag: 'layer:domain', onlyDependOnLibsWithTags: ['layer:contracts', 'layer:domain'] },
  { sourceTag: 'layer:adapter', onlyDependOnLibsWithTags: ['layer:contracts', 'layer:domain'] },
  { sourceTag: 'layer:kit', onlyDependOnLibsWithTags: ['layer:contracts', 'layer:domain'] },
  { sourceTag: 'layer:wiring', onlyDependOnLibsWithTags: ['layer:contracts', 'layer:domain', 'layer:adapter', 'layer:kit'] },
  { sourceTag: 'layer:app', onlyDependOnLibsWithTags: ['layer:contracts', 'layer:domain', 'layer:adapter', 'layer:kit', 'layer:wiring'] },
  { sourceTag: 'layer:e2e', onlyDependOnLibsWithTags: ['layer:contracts', 'layer:domain', 'layer:adapter'] },
  { sourceTag: 'runtime:browser', onlyDependOnLibsWithTags: ['runtime:any'] },
  { sourceTag: 'runtime:any', onlyDependOnLibsWithTags: ['runtime:any'] },
];

/** Each third-party adapter has exactly one home. */
const HOMES = { kafkajs: 'libs/event-log', mongodb: 'libs/read-models', '@duckdb/node-api': 'libs/table-engine' };
const onlyAtHome = Object.entries(HOMES).map(([name, home]) => ({ name, message: `${name} is imported in ${home} only` }));
const restrictedImports = (except, patterns = []) => [
  'error',
  { paths: onlyAtHome.filter(({ name }) => HOMES[name] !== except), patterns },
];

const PURE = ['libs/contracts/src/**/*.ts', 'libs/domain/src/**/*.ts'];

/** Each project lints from its own folder: patterns that name folders of the workspace hold from here. */
const basePath = import.meta.dirname;

export default [
  { ignores: ['**/dist/**', '**/node_modules/**', '**/*.d.ts', '.runledger/**', '.nx/**'] },
  ...nx.configs['flat/base'],
  ...tseslint.configs.recommendedTypeChecked.map((config) => ({ ...config, files: ['**/*.ts', '**/*.tsx'] })),
  {
    files: ['**/*.ts', '**/*.tsx'],
    languageOptions: { parserOptions: { projectService: true } },
    rules: {
      '@nx/enforce-module-boundaries': ['error', { allow: [], enforceBuildableLibDependency: false, depConstraints }],
      '@typescript-eslint/switch-exhaustiveness-check': ['error', { considerDefaultExhaustiveForUnions: true }],
      '@typescript-eslint/no-floating-promises': 'error',
      '@typescript-eslint/no-misused-promises': ['error', { checksVoidReturn: { arguments: false, attributes: false } }],
      '@typescript-eslint/no-explicit-any': 'error',
      '@typescript-eslint/no-non-null-assertion': 'error',
      '@typescript-eslint/consistent-type-imports': 'error',
      '@typescript-eslint/no-unused-vars': ['error', { argsIgnorePattern: '^_', varsIgnorePattern: '^_' }],
      '@typescript-eslint/require-await': 'off',
      'no-restricted-imports': restrictedImports(undefined),
    },
  },
  ...Object.values(HOMES).map((home) => ({
    basePath,
    files: [`${home}/src/**/*.ts`],
    rules: { 'no-restricted-imports': restrictedImports(home) },
  })),
  {
    basePath,
    files: PURE,
    ignores: ['**/*.spec.ts'],
    rules: {
      'no-restricted-imports': restrictedImports(undefined, [
        { group: ['node:*', '@nestjs/*', 'rxjs', 'fastify', 'pino'], message: 'contracts and domain are pure: no IO, no framework' },
      ]),
      'no-restricted-globals': ['error', 'process', 'setTimeout', 'setInterval', 'setImmediate', 'fetch', 'performance', 'Buffer'],
      'no-restricted-properties': [
        'error',
        { object: 'Date', property: 'now', message: 'time is an input' },
        { object: 'Math', property: 'random', message: 'randomness is an input' },
        { object: 'crypto', property: 'randomUUID', message: 'ids are an input' },
      ],
    },
  },
];
