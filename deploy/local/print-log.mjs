/**
 * `node deploy/local/print-log.mjs [--data DIR] [--project ID]`: every record of the project log with its verdict, in the order of its
 * partition, then whatever comes until Ctrl-C. Appends nothing. Without `KAFKA_BROKERS` it reads what `npm start` runs on.
 */
import { parseArgs } from 'node:util';
import { CONTEXTS } from '@runledger/contracts';
import { applyRecord, newPartition } from '@runledger/domain';
import { connectionOf, projectLog, SILENT, Tail } from '@runledger/event-log';
import { describe } from './failure.mjs';
import { operatorEnvironment, withoutData } from './platform/operator.mjs';

/** @type {Map<number, import('@runledger/domain').PartitionState>} */
const partitions = new Map();

try {
  const { dataDir, args } = withoutData(process.argv.slice(2), process.env);
  const { values } = parseArgs({ args, options: { project: { type: 'string' } } });
  const { KAFKA_BROKERS: brokers = '', KAFKA_TOPIC_PREFIX: topicPrefix = '' } = { ...operatorEnvironment(dataDir, process.env), ...process.env };
  const tail = new Tail({
    connection: connectionOf({ brokers: brokers.split(','), topicPrefix, clientId: 'print-log', diagnostics: SILENT }),
    source: projectLog(new Set(CONTEXTS)),
    diagnostics: SILENT,
    handle: async ({ records }) => {
      for (const record of records) {
        const applied = judged(record);
        if (values.project === undefined || projectOf(record) === values.project) print(record, applied);
        if (applied.kind === 'rewind') return applied.to;
      }
      return undefined;
    },
  });
  process.once('SIGINT', () => void tail.stop());
  // Whoever reads may have enough: `| head`.
  process.stdout.once('error', () => process.exit());
  await tail.start();
} catch (error) {
  process.stderr.write(`${describe(error)}\n`);
  process.exitCode = 1;
}

/** @param {import('@runledger/domain').LogRecord} record */
function judged(record) {
  const state = partitions.get(record.partition) ?? newPartition(record.partition);
  partitions.set(record.partition, state);
  return applyRecord(state, record);
}

/** @param {import('@runledger/domain').LogRecord} record */
function projectOf({ decoded }) {
  return decoded.kind === 'event' ? decoded.event.project : undefined;
}

/**
 * @param {import('@runledger/domain').LogRecord} record
 * @param {import('@runledger/domain').Applied} applied
 */
function print({ partition, offset, appendTimeMs, decoded }, applied) {
  const place = `${partition}/${offset} ${new Date(appendTimeMs).toISOString()}`;
  const what = decoded.kind === 'event' ? `${decoded.event.type} ${decoded.event.aggregate}` : decoded.kind;
  const data = decoded.kind === 'event' ? JSON.stringify(decoded.event.data) : '';
  process.stdout.write(`${place} ${what}: ${verdictOf(applied)} ${data}\n`);
}

/** @param {import('@runledger/domain').Applied} applied */
function verdictOf(applied) {
  switch (applied.kind) {
    case 'applied':
      return applied.verdict.effective ? 'effective' : `void, ${applied.verdict.reason}`;
    case 'stopped':
      return `stopped here, ${applied.reason}`;
    case 'rewind':
      return `effective, going on at ${applied.to}`;
  }
}
