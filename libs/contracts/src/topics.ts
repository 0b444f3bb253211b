import type { ProjectId } from './ids.js';

/** How the broker has to keep a topic; services refuse to start when it disagrees (design section 3). */
export interface TopicContract {
  readonly name: string;
  /** Truth is never deleted and stamped by the broker; transport may expire. */
  readonly keeps: 'forever' | 'transport';
  /** `log` = the fixed partition count of the log; a number = exactly that many. */
  readonly partitions: 'log' | number;
}

export const TOPICS = {
  /** The one truth: every project, job, storage and file event, keyed by project. */
  projectLog: { name: 'project-log', keeps: 'forever', partitions: 'log' },
  /** Log lines of components, keyed by job. */
  jobLogs: { name: 'job-logs', keeps: 'forever', partitions: 'log' },
  /** Appending here claims a block of 100 ids: the offset is the block number. */
  idBlocks: { name: 'id-blocks', keeps: 'forever', partitions: 1 },
} as const satisfies Record<string, TopicContract>;

/** For ever: another count would move projects between partitions and split their order. */
export const LOG_PARTITIONS_DEFAULT = 16;

/** Partition of a key: FNV-1a over its UTF-16 code units, modulo the fixed count. */
export const partitionOf = (key: string, partitions: number): number => {
  let hash = 0x811c9dc5;
  for (let index = 0; index < key.length; index += 1) {
    hash ^= key.charCodeAt(index);
    hash = Math.imul(hash, 0x01000193);
  }
  return (hash >>> 0) % partitions;
};

/** Partition that holds the whole history of a project. */
export const partitionOfProject = (project: ProjectId, partitions: number): number => partitionOf(project, partitions);
