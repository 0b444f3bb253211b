import type { Job } from '../job/jobs.js';
import type { ProjectState } from '../project/project.js';
import type { StorageJob } from '../storage/storage.js';
import type { Folded } from './folded.js';

/**
 * What a history comes to, as plain JSON in words that do not depend on how the fold keeps its state:
 * every build that judges the history alike draws the same portrait.
 */
export const portraitOf = ({ state, jobs, storageJobs }: Folded): unknown => ({
  next: state.next,
  partitions: state.partitions,
  rules: state.rules,
  declaredVoid: [...state.declaredVoid],
  stopped: state.stopped ?? null,
  jobs: Object.fromEntries([...jobs].map(([id, job]) => [id, jobPortrait(job)])),
  storageJobs: Object.fromEntries([...storageJobs].map(([id, storageJob]) => [id, storageJobPortrait(storageJob)])),
  projects: Object.fromEntries([...state.projects].map(([id, project]) => [id, projectPortrait(project)])),
});

const jobPortrait = ({ state, attempts, termination }: Job) => ({
  is: state.phase === 'finished' ? state.status : state.phase,
  endMs: state.phase === 'finished' ? state.endMs : null,
  attempts: attempts.map(({ worker, outcome, startMs, endMs }) => ({ worker, outcome, startMs, endMs })),
  requestedMs: termination?.requestedMs ?? null,
});

const storageJobPortrait = ({ state, attempts }: StorageJob) => ({
  is: state.phase === 'finished' ? state.status : state.phase,
  endMs: state.phase === 'finished' ? state.endMs : null,
  attempts,
});

const projectPortrait = ({ limits, revision, tokens, configurations, jobs, storage, files }: ProjectState) => ({
  limits: { ...limits },
  revision,
  tokens: Object.fromEntries([...tokens].map(([id, token]) => [id, { revision: token.revision, secretHash: token.secretHash }])),
  configurations: Object.fromEntries(
    [...configurations].map(([key, { current, isDeleted }]) => [
      key,
      { version: current.version, name: current.name, isDeleted },
    ]),
  ),
  unfinishedJobs: [...jobs.unfinished.keys()],
  unfinishedStorageJobs: [...storage.unfinished.keys()],
  buckets: Object.fromEntries([...storage.buckets].map(([id, bucket]) => [id, [...bucket.tables.keys()]])),
  tables: Object.fromEntries(
    [...storage.tables].map(([id, { createdMs, current }]) => [
      id,
      { createdMs, version: current.version, rows: current.rows, storageJobId: current.storageJobId },
    ]),
  ),
  files: Object.fromEntries([...files.files].map(([id, { tags, revision, blobs }]) => [id, { tags, revision, blobs: [...blobs.values()] }])),
});
