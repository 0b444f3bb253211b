import { parseArgs } from 'node:util';
import { NO_PROJECT } from '@runledger/contracts';
import { RULES_KNOWN } from '@runledger/domain';
import { newEvent } from '@runledger/event-log';
import { serviceActor } from '@runledger/ledger-module';
import { say, UsageError, type Command } from '../command.js';
import { OPERATOR_TIMEOUT_MS, withLedger } from '../with-ledger.js';

export const activateRules: Command = {
  name: 'rules activate',
  synopsis: 'N',
  meaning: `Judge the log by another version of the rules from here on; this build knows 1 to ${RULES_KNOWN}`,
  run: async (args, config) => {
    const { positionals } = parseArgs({ args: [...args], allowPositionals: true });
    const rules = Number(positionals[0]);
    if (!Number.isInteger(rules) || rules < 1) throw new UsageError('rules activate needs a version');
    // Services that do not know the rules would stop at once; this build is at least one of those that run.
    if (rules > RULES_KNOWN) throw new Error(`this build knows the rules 1 to ${RULES_KNOWN} only; upgrade every service first`);
    return withLedger(config, async (ledger) => {
      for (let partition = 0; partition < ledger.partitionCount; partition += 1) {
        const event = newEvent('RulesActivated', { project: NO_PROJECT, aggregate: `log:${partition}`, actor: serviceActor('cli'), data: { rules } });
        const { verdict } = await ledger.appendTo(partition, event, OPERATOR_TIMEOUT_MS);
        say(`partition ${partition}: ${verdict.effective ? `rules ${rules} from here on` : 'has these rules, or newer ones, already'}`);
      }
      return 0;
    });
  },
};
