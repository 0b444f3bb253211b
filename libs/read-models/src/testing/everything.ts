import type { Changed } from '@runledger/domain';
import { deletionOf, documentOf, type DocumentChange } from '../model/document.js';
import { defineModel } from '../model/model.js';
import type { ProjectedChange } from '../projection/folding.js';
import type { Projection } from '../projection/projection.js';

export const jobs = defineModel({
  name: 'jobs',
  version: 1,
  keys: {
    phase: 'string',
    componentId: 'string',
    createdOffset: 'number',
    endMs: 'number',
    isRequested: 'boolean',
    ancestors: 'strings',
  },
  indexes: [['createdOffset'], ['componentId', 'createdOffset']],
});

export const things = defineModel({ name: 'things', version: 1, keys: { kind: 'string' }, indexes: [] });

const thing = (change: Changed, id: string, content: unknown, deleted = false): readonly DocumentChange[] => {
  const place = { project: change.project.id, id: `${change.kind}/${id}` };
  return [
    deleted
      ? deletionOf(things, place)
      : documentOf(things, { ...place, keys: { kind: change.kind }, body: JSON.stringify(content) }),
  ];
};

const documentsOf = (change: ProjectedChange): readonly DocumentChange[] => {
  switch (change.kind) {
    case 'job': {
      const { project, job } = change;
      const keys = {
        phase: job.state.phase,
        componentId: job.created.componentId,
        createdOffset: job.createdOffset,
        endMs: job.state.phase === 'finished' ? job.state.endMs : null,
        isRequested: job.termination !== null,
        ancestors: job.created.ancestors,
      };
      return [
        documentOf(jobs, {
          project: project.id,
          id: job.id,
          keys,
          body: JSON.stringify({ ...job.created, attempts: job.attempts, state: job.state }),
        }),
      ];
    }
    case 'project':
      return thing(change, change.project.id, { name: change.project.name, limits: change.project.limits });
    case 'token':
      return thing(change, change.token.id, change.token, change.deleted);
    case 'configuration':
      return thing(change, `${change.configuration.componentId}/${change.configuration.id}`, change.configuration, change.purged);
    case 'configurationVersion':
      return thing(
        change,
        `${change.configuration.componentId}/${change.configuration.id}/${change.version.version}`,
        change.version,
      );
    case 'bucket':
      return thing(change, change.bucket.id, { ...change.bucket, tables: [...change.bucket.tables.keys()] }, change.deleted);
    case 'table':
      return thing(change, change.table.id, change.table, change.deleted);
    case 'tableVersion':
      return thing(change, `${change.table.id}/${change.version.committedOffset}`, change.version);
    case 'storageJob': {
      const { state, ...rest } = change.storageJob;
      const end =
        state.phase === 'finished' && state.status === 'success' && state.results.type === 'version'
          ? { committed: state.results.version }
          : state;
      return thing(change, rest.id, { ...rest, end });
    }
    case 'file':
      return thing(change, change.file.id, { ...change.file, blobs: [...change.file.blobs.values()] }, change.deleted);
    case 'logLine':
      return [];
    case 'event': {
      const { event, offset, changed } = change;
      if (event.project === '') return [];
      const body = JSON.stringify({ type: event.type, data: event.data, touches: changed.map(({ kind }) => kind) });
      return [documentOf(things, { project: event.project, id: `event/${offset}`, keys: { kind: 'event' }, body })];
    }
  }
};

/** Documents for everything that the fold knows, so that nothing in a random history goes unseen. */
export const everything: Projection = {
  owner: 'everything',
  models: [jobs, things],
  contexts: ['project', 'job', 'storage', 'file'],
  concerns: [
    'project',
    'token',
    'configuration',
    'configurationVersion',
    'job',
    'bucket',
    'table',
    'tableVersion',
    'storageJob',
    'file',
    'event',
  ],
  documentsOf,
};
