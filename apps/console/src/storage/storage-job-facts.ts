import type { StorageJob } from '../api/responses.js';
import { bytesWords } from '../wording/quantity.js';

/** Waiting or running storage jobs can still change. */
export const isOpen = ({ status }: StorageJob): boolean => status === 'waiting' || status === 'processing';

/** What was moved: bytes in for a write, bytes out for a read; empty while nothing has been. */
export function dataWords({ metrics }: StorageJob): string {
  const bytes = Math.max(metrics.inBytes, metrics.outBytes);
  return bytes === 0 ? '' : bytesWords(bytes);
}

const isRecord = (value: unknown): value is Record<string, unknown> => typeof value === 'object' && value !== null;

function idOf(value: unknown): string | null {
  return typeof value === 'number' || typeof value === 'string' ? String(value) : null;
}

/** The file that the job read (`operationParams.source.fileId`) or wrote (`results.file.id`). */
export function fileOf({ operationParams, results }: Pick<StorageJob, 'operationParams' | 'results'>): string | null {
  const source = operationParams['source'];
  const read = isRecord(source) ? idOf(source['fileId']) : null;
  if (read !== null) return read;
  return results !== null && 'file' in results ? String(results.file.id) : null;
}
