import type { Bucket, ProjectState } from '@runledger/domain';
import { storageTime } from '@runledger/ledger-module';

/** Bucket as the contract shows it in lists (5.1). */
export const bucketBody = (
  { id: projectId, defaultBranchId }: ProjectState,
  { id, created, createdMs, changedMs, tables }: Bucket,
  publicUrl: string,
): object => {
  const current = Array.from(tables.values(), (table) => table.current);
  const uri = `${publicUrl}/v2/storage/buckets/${id}`;
  return {
    uri,
    id,
    name: created.name,
    displayName: created.displayName,
    idBranch: Number(defaultBranchId),
    stage: created.stage,
    description: created.description,
    tables: `${uri}/tables`,
    created: storageTime(createdMs),
    lastChangeDate: storageTime(changedMs),
    updated: storageTime(changedMs),
    isReadOnly: false,
    dataSizeBytes: current.reduce((sum, { bytes }) => sum + bytes, 0),
    rowsCount: current.reduce((sum, { rows }) => sum + rows, 0),
    isMaintenance: false,
    backend: created.backend,
    sharing: null,
    sharingParameters: [],
    sharedBy: null,
    owner: null,
    metadata: [],
    attributes: [],
    backendPath: [projectId, id],
    path: id,
    hasExternalSchema: false,
    databaseName: '',
    color: created.color,
    isLinkedBucket: false,
    linkedBy: [],
    directAccessEnabled: false,
    directAccessSchemaName: null,
  };
};
