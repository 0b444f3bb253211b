import { basename, join } from 'node:path';
import type { DataOf, FileId, TableExport } from '@runledger/contracts';
import { blobKeyOf, blobNameOf } from '@runledger/domain';
import { exportCsv, type CsvExport } from '@runledger/table-engine';
import { tableNotFound } from '../refusals.js';
import { engineSelection, tableFilesOf } from '../table/table-files.js';
import type { StorageAttempt } from './storage-attempt.js';
import { NO_METRICS, succeed } from './task-success.js';

type Slice = DataOf<'FileExported'>['slices'][number];

/** Writes a table into a new sliced file (contract 5.4). The version is pinned when the attempt starts. */
export const exportTable = async (attempt: StorageAttempt, order: TableExport): Promise<void> => {
  const { tools, project, storageJob } = attempt;
  const { tableId } = storageJob.created;
  const table = tableId === null ? undefined : project.storage.tables.get(tableId);
  if (table === undefined) throw tableNotFound(project.id, tableId ?? '');
  const written = await exportCsv({
    ...engineSelection(order),
    ...(order.limit === null ? {} : { limit: order.limit }),
    table: await tableFilesOf(tools.blobs, table.current),
    gzip: order.gzip,
    outDir: join(attempt.workDir, 'export'),
    limits: attempt.limits,
    signal: attempt.signal,
  });
  const file = { id: (await tools.ledger.newId()) as FileId, name: `${table.id}.csv${order.gzip ? '.gz' : ''}`, isSliced: true };
  const slices = await storedSlices(attempt, file, written);
  const exported = await attempt.report('FileExported', `file:${file.id}`, {
    fileId: file.id,
    name: file.name,
    tags: [],
    isPublic: false,
    isPermanent: false,
    isEncrypted: true,
    isSliced: true,
    contentType: 'text/csv',
    runId: storageJob.created.runId,
    storageJobId: storageJob.id,
    slices: [...slices],
  });
  if (exported === undefined) return;
  const bytes = slices.reduce((sum, slice) => sum + slice.bytes, 0);
  await succeed(
    attempt,
    { file: { id: Number(file.id) }, cacheHit: false },
    { ...NO_METRICS, outBytes: bytes, outBytesUncompressed: order.gzip ? 0 : bytes, outCompressed: order.gzip },
  );
};

/** Puts the slices where the file has them. What was put is deleted again when another cannot be: no event will ever name it. */
const storedSlices = async (
  { tools: { blobs }, project }: StorageAttempt,
  file: Parameters<typeof blobNameOf>[0],
  { slices }: CsvExport,
): Promise<readonly Slice[]> => {
  const stored: Slice[] = [];
  const keyOf = (blob: string): string => blobKeyOf(project.id, file.id, blob);
  try {
    for (const [part, { path }] of slices.entries()) {
      const blob = `${blobNameOf(file)}${part}${basename(path).replace(/^[^.]*/, '')}`;
      const { bytes } = await blobs.putFile(keyOf(blob), path);
      stored.push({ blob, bytes });
    }
    return stored;
  } catch (error) {
    for (const { blob } of stored) await blobs.delete(keyOf(blob));
    throw error;
  }
};
