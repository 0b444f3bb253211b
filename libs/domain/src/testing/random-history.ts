import type { DomainEvent } from '@runledger/contracts';
import fc from 'fast-check';
import type { LogRecord } from '../log/partition.js';
import { ACTS, Simulation, type Act, type Choice } from './simulation.js';

const act: fc.Arbitrary<Act> = fc.oneof(...ACTS.map(({ act, weight }) => ({ weight, arbitrary: fc.constant(act) })));

/** What happens next, at random: see `Simulation`. */
export const choices: fc.Arbitrary<Choice> = fc.record({ act, first: fc.nat(1_000), second: fc.nat(1_000) });

/** A counterexample is printed as one line per record. */
const readable = (records: readonly LogRecord[]): readonly LogRecord[] => {
  const lines = records.map(
    ({ offset, decoded }) => `${offset} ${decoded.kind === 'event' ? tellEvent(decoded.event) : decoded.kind}`,
  );
  return Object.assign([...records], { [fc.toStringMethod]: () => lines.join('\n') });
};

const tellEvent = ({ id, type, project, aggregate, expectedRevision }: DomainEvent): string =>
  [id, `project:${project}`, type, aggregate, ...(expectedRevision === null ? [] : [`expects ${expectedRevision}`])].join(' ');

/**
 * Random histories of two projects in one partition: jobs in families, storage jobs, tables, configurations, tokens and files;
 * with late copies, stale reports, refused requests and bytes that are no event. Offsets begin at 0 without a gap.
 */
export const histories = ({ actsMax = 120 }: { readonly actsMax?: number } = {}): fc.Arbitrary<readonly LogRecord[]> =>
  fc.array(choices, { maxLength: actsMax, size: 'max' }).map((chosen) => {
    const simulation = new Simulation();
    for (const choice of chosen) simulation.play(choice);
    return readable(simulation.history.records);
  });
