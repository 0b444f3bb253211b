import { parseArgs } from 'node:util';
import { CONTEXTS, NO_PROJECT } from '@runledger/contracts';
import { newEvent, type Ledger } from '@runledger/event-log';
import { serviceActor } from '@runledger/ledger-module';
import { say, UsageError, wholeNumber, type Command } from '../command.js';
import { OPERATOR_TIMEOUT_MS, withLedger } from '../with-ledger.js';

export const voidRecord: Command = {
  name: 'record void',
  synopsis: '--partition P --offset N --reason TEXT',
  meaning: 'Declare void the record at which a partition has stopped, so that everybody skips it',
  run: async (args, config) => {
    const options = { partition: { type: 'string' }, offset: { type: 'string' }, reason: { type: 'string' } } as const;
    const { values } = parseArgs({ args: [...args], options });
    const partition = wholeNumber('partition', values.partition);
    const offset = wholeNumber('offset', values.offset);
    const { reason = '' } = values;
    if (reason === '') throw new UsageError('--reason must say why, for those who read the log later');
    const voidIt = async (ledger: Ledger): Promise<number> => {
      const event = newEvent('RecordVoided', { project: NO_PROJECT, aggregate: `log:${partition}`, actor: serviceActor('cli'), data: { offset, reason } });
      const { verdict } = await ledger.appendTo(partition, event, OPERATOR_TIMEOUT_MS);
      if (!verdict.effective) throw new Error(`partition ${partition} has not stopped at offset ${offset}; nothing was changed`);
      say(`The record at offset ${offset} of partition ${partition} is void for everybody`);
      return 0;
    };
    // Whoever does not fold the context of the record has not stopped at it, and could not judge this event.
    return withLedger(config, voidIt, CONTEXTS);
  },
};
