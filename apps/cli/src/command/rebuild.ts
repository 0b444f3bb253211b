import { parseArgs } from 'node:util';
import { ReadStore, requestModels, watchRequest, type ModelRequest, type RequestEnd } from '@runledger/read-models';
import type { CliConfig } from '../cli-config.js';
import { say, type Command } from '../command.js';

/** A check that finds a difference has a finding; a request that failed has failed. */
const codeOf = (end: RequestEnd): number => (end.state === 'failed' || (end.state === 'checked' && end.check.differing > 0) ? 1 : 0);

const sayEnd = (owner: string, end: RequestEnd): number => {
  switch (end.state) {
    case 'rebuilt':
      say(`${owner}: rebuilt from ${end.events} events, generation ${end.generation} answers now`);
      break;
    case 'checked': {
      const { compared, leftOut, differing, differences } = end.check;
      say(`${owner}: ${compared} documents compared, ${differing} differ${leftOut === 0 ? '' : `, ${leftOut} have moved on meanwhile`}`);
      for (const { project, model, id, kind, reason } of differences) say(`  ${kind} ${model} ${project}/${id}: ${reason}`);
      break;
    }
    case 'failed':
      say(`${owner}: failed. ${end.reason}`);
      break;
  }
  return codeOf(end);
};

interface Ended {
  readonly owner: string;
  readonly end: RequestEnd;
  /** From when its owner was first seen working on it, in milliseconds. */
  readonly tookMs: number;
}

const follow = async (store: ReadStore, request: ModelRequest): Promise<Ended> => {
  let startedMs = performance.now();
  const end = await watchRequest(store, request, ({ state }) => {
    if (state === 'requested') startedMs = performance.now();
  });
  return { owner: request.owner, end, tookMs: Math.round(performance.now() - startedMs) };
};

const request = async (config: CliConfig, kind: 'rebuild' | 'check', model: string | undefined): Promise<readonly Ended[]> => {
  const store = new ReadStore(config.readStore);
  try {
    const requests = await requestModels(store, kind, model);
    return await Promise.all(requests.map((each) => follow(store, each)));
  } finally {
    await store.close();
  }
};

export const rebuild: Command = {
  name: 'rebuild',
  synopsis: '[--model NAME] [--check] [--json]',
  meaning: 'Fill read models anew from the log; with --check compare them with it instead, exit 1 when they differ',
  run: async (args, config) => {
    const options = { model: { type: 'string' }, check: { type: 'boolean', default: false }, json: { type: 'boolean', default: false } } as const;
    const { values } = parseArgs({ args: [...args], options });
    const ended = await request(config, values.check ? 'check' : 'rebuild', values.model);
    if (values.json) say(JSON.stringify({ ended }));
    const codes = ended.map(({ owner, end }) => (values.json ? codeOf(end) : sayEnd(owner, end)));
    return Math.max(...codes);
  },
};
