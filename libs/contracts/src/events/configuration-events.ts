import { Type } from '@sinclair/typebox';
import { defineEvent } from '../event-contract.js';
import type { BranchId, ComponentId, ConfigurationId } from '../ids.js';
import { PayloadSchema } from '../payload.js';
import { Id } from './field.js';

const identity = { branchId: Id<BranchId>(), componentId: Id<ComponentId>(), configurationId: Id<ConfigurationId>() };

/** Everything that a version of a configuration says; a new version always carries all of it. */
const content = {
  name: Type.String({ minLength: 1, maxLength: 255 }),
  description: Type.String(),
  configuration: PayloadSchema,
  isDisabled: Type.Boolean(),
  rowsSortOrder: Type.Array(Type.String()),
  changeDescription: Type.String(),
};

export const ConfigurationCreated = defineEvent({
  name: 'ConfigurationCreated',
  context: 'project',
  owners: ['projects'],
  meaning: 'A configuration of a component exists, at version 1.',
  schema: Type.Object({ ...identity, ...content, state: PayloadSchema }),
});

export const ConfigurationUpdated = defineEvent({
  name: 'ConfigurationUpdated',
  context: 'project',
  owners: ['projects'],
  meaning: 'A configuration got its next version; the expected revision is the version that it replaces.',
  schema: Type.Object({ ...identity, ...content }),
});

export const ConfigurationDeleted = defineEvent({
  name: 'ConfigurationDeleted',
  context: 'project',
  owners: ['projects'],
  meaning: 'A configuration went to the trash, or, deleted again, away from it.',
  schema: Type.Object({ ...identity, purge: Type.Boolean() }),
});
