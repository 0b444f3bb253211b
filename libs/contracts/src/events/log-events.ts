import { Type } from '@sinclair/typebox';
import { defineEvent } from '../event-contract.js';

export const LogOpened = defineEvent({
  name: 'LogOpened',
  context: 'log',
  owners: ['cli'],
  meaning: 'Offset 0 of each partition: the fixed number of partitions and the first rules.',
  schema: Type.Object({ partitions: Type.Integer({ minimum: 1 }), rules: Type.Integer({ minimum: 1 }) }),
});

export const RulesActivated = defineEvent({
  name: 'RulesActivated',
  context: 'log',
  owners: ['cli'],
  meaning: 'From here on this partition is judged by another version of the fold rules.',
  schema: Type.Object({ rules: Type.Integer({ minimum: 1 }) }),
});

export const RecordVoided = defineEvent({
  name: 'RecordVoided',
  context: 'log',
  owners: ['cli'],
  meaning: 'An operator declares one record of this partition void, so that everybody skips the same.',
  schema: Type.Object({ offset: Type.Integer({ minimum: 0 }), reason: Type.String({ minLength: 1 }) }),
});
