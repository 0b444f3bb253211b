import { parseArgs } from 'node:util';
import { LIMIT_NAMES } from '@runledger/contracts';
import { newEvent } from '@runledger/event-log';
import { serviceActor } from '@runledger/ledger-module';
import { say, UsageError, wholeNumber, type Command } from '../command.js';
import { existingProject, OPERATOR_TIMEOUT_MS, withLedger } from '../with-ledger.js';

export const setLimit: Command = {
  name: 'limit set',
  synopsis: '--project ID --limit NAME --value N',
  meaning: `Change a limit of a project: ${LIMIT_NAMES.join(', ')}`,
  run: async (args, config) => {
    const { values } = parseArgs({ args: [...args], options: { project: { type: 'string' }, limit: { type: 'string' }, value: { type: 'string' } } });
    const limit = LIMIT_NAMES.find((name) => name === values.limit);
    if (limit === undefined) throw new UsageError(`--limit must be one of ${LIMIT_NAMES.join(', ')}`);
    const value = wholeNumber('value', values.value);
    return withLedger(config, async (ledger) => {
      const { id, revision } = existingProject(ledger, values.project ?? '');
      const event = newEvent('ProjectLimitSet', { project: id, aggregate: `project:${id}`, actor: serviceActor('cli'), expectedRevision: revision, data: { limit, value } });
      const { verdict } = await ledger.append(event, OPERATOR_TIMEOUT_MS);
      if (!verdict.effective) throw new Error('somebody else changed the project at the same moment; try again');
      say(`${limit} of project ${id} is ${value} now`);
      return 0;
    });
  },
};
