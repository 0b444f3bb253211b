import { loadTable } from './load-table.js';
import { deleteBucket, deleteTable } from './delete-task.js';
import { exportTable } from './export-table.js';
import type { StorageAttempt } from './storage-attempt.js';

/** Does what a storage job asks for, and reports its success. Throws what stands in the way. */
export const performTask = (attempt: StorageAttempt): Promise<void> => {
  const { task } = attempt.storageJob.created;
  switch (task.type) {
    case 'load':
      return loadTable(attempt, task);
    case 'export':
      return exportTable(attempt, task.export);
    case 'deleteBucket':
      return deleteBucket(attempt, task);
    case 'deleteTable':
      return deleteTable(attempt);
  }
};
