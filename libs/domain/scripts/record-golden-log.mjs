/**
 * Records a golden log: a history with every type of event, with the verdicts and the state that this build comes to.
 * Run after a build: node libs/domain/scripts/record-golden-log.mjs NAME. A recorded log is never recorded again:
 * it is the promise that old positions are judged by old rules for ever.
 */
import { encodeEvent, partitionOfProject } from '@runledger/contracts';
import { folded, history, portraitOf } from '@runledger/domain/testing';
import { writeFileSync } from 'node:fs';

const PARTITIONS = 4;
const AIRPORTS = 'in.c-main.airports';
const FLIGHTS = 'in.c-main.flights';
const log = history('1', { partitions: PARTITIONS });
const projects = Array.from({ length: 100 }, (_, index) => String(index + 2));
const neighbour = projects.find((project) => partitionOfProject(project, PARTITIONS) === log.partition);
const unborn = projects.findLast((project) => partitionOfProject(project, PARTITIONS) === log.partition);
const stranger = projects.find((project) => partitionOfProject(project, PARTITIONS) !== log.partition);
const last = () => log.records.length - 1;

// A project with its tokens and configurations; the neighbour lives in the same partition, the stranger does not belong here.
log.again().projectCreated(neighbour).projectCreated(stranger).inProject('1');
log.limit(2).limit(3).limit(1, 1, 'storage.jobsParallelism');
log
  .token('10')
  .token('11')
  .again()
  .tokenRefreshed('11', 1)
  .tokenRefreshed('11', 1, 'raced')
  .tokenDeleted('11')
  .tokenDeleted('11');
log.configuration('A').configuration('B').configurationUpdated('A', 1, { name: 'second' }).again();
log.configurationUpdated('A', 1, { name: 'raced' }).configurationDeleted('B', 1);
log
  .configurationDeleted('B', 1, true)
  .configuration('B')
  .copyOf(last() - 2);

// Files and tables.
log.file('3001').uploaded('3001').again().tagged('3001', 1, 'airports').bucket('in.c-main').bucket('out.c-main').again();
log.storageJob('2001', AIRPORTS).storageJob('2002', AIRPORTS).storageStarted();
log
  .aboutStorageJob('2001', AIRPORTS)
  .storageStarted()
  .storageReturned()
  .storageStarted('executor-2')
  .committed({ sourceFileId: '3001' })
  .again();
log.aboutStorageJob('2002', AIRPORTS).storageStarted().storageFailed('Row 3 has 4 fields').committed();
log.storageJob('2003', AIRPORTS, {
  writes: false,
  operation: 'tableExport',
  task: { type: 'export', export: { columns: null, limit: 2, gzip: false, filters: [], orderBy: [] } },
});
log
  .storageStarted()
  .exported('3002')
  .storageSucceeded({ inline: { fileId: 3002 } });

// Jobs: stale, deduplicated, delayed, locked, at the limit, given back, with outputs, stopped and cancelled with their kin.
log
  .job('1001', { configuration: 'A', version: 1 })
  .job('1002', { configuration: 'A', version: 2, deduplicationId: 'daily' })
  .started();
log.job('1003', { deduplicationId: 'daily' }).job('1004', { configuration: 'A', version: 2 }).started();
log
  .job('1005', { configuration: 'A', version: 2, under: ['1002'] })
  .started()
  .job('1006')
  .started();
log.about('1005').returned().started('worker-2').finished('success', undefined, { attempt: 1, by: 'worker-1' });
log.storageJob('2004', FLIGHTS, { cause: { jobId: '1005', attempt: 2, output: 0 }, runId: '1002.1005' }).again();
log.storageJob('2005', FLIGHTS, { cause: { jobId: '1005', attempt: 1, output: 0 } });
log.aboutStorageJob('2004', FLIGHTS).storageStarted().committed();
log
  .storageJob('2006', AIRPORTS, { cause: { jobId: '1005', attempt: 2, output: 1 } })
  .about('1005')
  .finished('error', undefined, { attempt: 2, by: 'worker-2' });
log.about('1002').finished().again().about('1004').started();
log
  .job('1007', { under: ['1004'] })
  .started()
  .job('1008', { under: ['1004', '1007'] })
  .terminationRequested('1004')
  .again();
log
  .job('1009', { under: ['1004'] })
  .about('1007')
  .finished('success')
  .about('1004')
  .finished('stopped');
log
  .job('1010', { notBeforeMs: log.nowMs + 1000 })
  .started()
  .after(2000)
  .started('worker-3');
log.terminationRequested('1004').inProject(unborn).job('1013');
log.inProject(neighbour).job('1011', { configuration: 'A' }).started().job('1011').inProject('1');

// What operators do, and what no build has written.
log.event({ type: 'RulesActivated', aggregate: 'log:0', data: { rules: 1 } });
log.record({ kind: 'unknown', type: 'JobDreamt', version: 1, reason: 'unknown type' });
const dreamt = last();
log.job('1012').event({
  type: 'RecordVoided',
  aggregate: 'log:0',
  data: { offset: dreamt, reason: 'written by a build that was taken back' },
});
log.event({ type: 'RecordVoided', aggregate: 'log:0', data: { offset: 1, reason: 'a mistake: everybody has judged it' } });
log.record({ kind: 'undecodable', reason: 'not an event envelope' });
log
  .tableDeleted(FLIGHTS)
  .bucketDeleted('in.c-main')
  .bucketDeleted('in.c-main', true)
  .copyOf(last() - 2)
  .fileDeleted('3001')
  .uploaded('3001');

const bytesOf = ({ decoded }, offset) => {
  if (decoded.kind === 'event') return new TextDecoder().decode(encodeEvent(decoded.event));
  return decoded.kind === 'unknown'
    ? JSON.stringify({ id: `event-${offset}`, type: 'JobDreamt', version: 1, project: '1', data: {} })
    : 'no envelope';
};
const told = folded(log);
const lines = log.records.map((record, offset) =>
  JSON.stringify({ appendTimeMs: record.appendTimeMs, value: bytesOf(record, offset), verdict: told.verdicts[offset] }),
);
const fileOf = (ending) => new URL(`../golden/${process.argv[2]}.${ending}`, import.meta.url);
writeFileSync(fileOf('ndjson'), `${lines.join('\n')}\n`, { flag: 'wx' });
writeFileSync(fileOf('json'), `${JSON.stringify({ partition: log.partition, portrait: portraitOf(told) }, null, 1)}\n`, {
  flag: 'wx',
});
