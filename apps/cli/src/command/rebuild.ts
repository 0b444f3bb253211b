import { parseArgs } from 'node:util';
import { ReadStore, requestModels, watchRequest, type RequestEnd } from '@runledger/read-models';
import type { CliConfig } from '../cli-config.js';
import { say, type Command } from '../command.js';

const sayEnd = (owner: string, end: RequestEnd): number => {
  switch (end.state) {
    case 'rebuilt':
      say(`${owner}: rebuilt from ${end.events} events, generation ${end.generation} answers now`);
      return 0;
    case 'checked': {
      const { compared, leftOut, differing, differences } = end.check;
      say(`${owner}: ${compared} documents compared, ${differing} differ${leftOut === 0 ? '' : `, ${leftOut} have moved on meanwhile`}`);
      for (const { project, model, id, kind, reason } of differences) say(`  ${kind} ${model} ${project}/${id}: ${reason}`);
      return differing === 0 ? 0 : 1;
    }
    case 'failed':
      say(`${owner}: failed. ${end.reason}`);
      return 1;
  }
};

const request = async (config: CliConfig, kind: 'rebuild' | 'check', model: string | undefined): Promise<number> => {
  const store = new ReadStore(config.readStore);
  try {
    const requests = await requestModels(store, kind, model);
    const codes = await Promise.all(requests.map(async (each) => sayEnd(each.owner, await watchRequest(store, each, () => undefined))));
    return Math.max(...codes);
  } finally {
    await store.close();
  }
};

export const rebuild: Command = {
  name: 'rebuild',
  synopsis: '[--model NAME] [--check]',
  meaning: 'Fill read models anew from the log; with --check compare them with it instead, exit 1 when they differ',
  run: async (args, config) => {
    const { values } = parseArgs({ args: [...args], options: { model: { type: 'string' }, check: { type: 'boolean', default: false } } });
    return request(config, values.check ? 'check' : 'rebuild', values.model);
  },
};
