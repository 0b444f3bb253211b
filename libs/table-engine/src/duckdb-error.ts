import { EngineFailure, isEngineFailure } from './engine-failure.js';
import { messageOf } from './error-text.js';

/** Rules from the text of an error, since the binding gives nothing else. The first that matches wins. */
const SYSTEM_FAULTS = [
  { pattern: /^INTERRUPT Error|Interrupted!/, code: 'INTERRUPTED', message: 'The operation was stopped before its end.' },
  {
    pattern: /No space left on device|max_temp_directory_size|Disk quota exceeded/,
    code: 'DISK_FULL',
    message: 'The disk is full. Free some space and try again.',
  },
  {
    pattern: /^Out of Memory Error/,
    code: 'OUT_OF_MEMORY',
    message: 'The operation needs more memory than it may use. Raise the memory limit of the table engine.',
  },
  {
    pattern:
      /^IO Error: No files found|Cannot open file|^Invalid Input Error: (File|No magic bytes)|too small to be a Parquet file/,
    code: 'PARQUET_UNREADABLE',
    message: 'A file of the table is missing or damaged.',
  },
] as const;

/** Maps what DuckDB threw to a failure of the machine. Faults of the input are recognised before, where the input is known. */
export function systemFailure(error: unknown): EngineFailure {
  if (isEngineFailure(error)) return error;
  const text = messageOf(error);
  const fault = SYSTEM_FAULTS.find(({ pattern }) => pattern.test(text));
  return fault === undefined
    ? new EngineFailure('ENGINE_FAILED', `The table engine failed: ${firstLine(text)}`, undefined, { cause: error })
    : new EngineFailure(fault.code, fault.message, undefined, { cause: error });
}

const firstLine = (text: string): string => text.split('\n', 1)[0]?.slice(0, 500) ?? '';
