import { Type } from '@sinclair/typebox';
import { defineEvent } from '../event-contract.js';
import type { BranchId } from '../ids.js';
import { Id } from './field.js';

export const ProjectCreated = defineEvent({
  name: 'ProjectCreated',
  context: 'project',
  owners: ['cli', 'projects'],
  meaning: 'A project exists, with its default branch.',
  schema: Type.Object({ name: Type.String({ minLength: 1, maxLength: 255 }), defaultBranchId: Id<BranchId>() }),
});

export const LIMIT_NAMES = ['components.jobsParallelism', 'storage.jobsParallelism'] as const;
export type LimitName = (typeof LIMIT_NAMES)[number];

export const ProjectLimitSet = defineEvent({
  name: 'ProjectLimitSet',
  context: 'project',
  owners: ['cli'],
  meaning: 'An operator changed how many jobs of a project may run at once.',
  schema: Type.Object({
    limit: Type.Union(LIMIT_NAMES.map((name) => Type.Literal(name))),
    value: Type.Integer({ minimum: 0, maximum: 100_000 }),
  }),
});
