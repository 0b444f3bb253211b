import type { DataOf, TokenRights } from '@runledger/contracts';

/** Ids are plain strings in tests; the brand is given here, in one place. */
export const id = <Branded extends string>(value: string): Branded => value as Branded;

/** SHA-256 of nothing in particular, of the right shape. */
export const digest = (seed: string): string =>
  Array.from({ length: 64 }, (_, index) => (seed.charCodeAt(index % Math.max(1, seed.length)) || 0) % 16)
    .map((nibble) => nibble.toString(16))
    .join('');

export const masterRights: TokenRights = {
  isMasterToken: true,
  canManageBuckets: true,
  canManageTokens: true,
  canReadAllFileUploads: true,
  canPurgeTrash: true,
  bucketPermissions: {},
  componentAccess: [],
};

export const aToken = (tokenId: string, over: Partial<DataOf<'TokenCreated'>> = {}): DataOf<'TokenCreated'> => ({
  tokenId: id(tokenId),
  description: `token ${tokenId}`,
  secretHash: digest(`secret of ${tokenId}`),
  rights: masterRights,
  expiresAtMs: null,
  ...over,
});

export const aConfiguration = (
  configurationId: string,
  over: Partial<DataOf<'ConfigurationCreated'>> = {},
): DataOf<'ConfigurationCreated'> => ({
  branchId: id('100'),
  componentId: id('runledger.noop'),
  configurationId: id(configurationId),
  name: `configuration ${configurationId}`,
  description: '',
  configuration: { inline: {} },
  isDisabled: false,
  rowsSortOrder: [],
  changeDescription: 'created',
  state: { inline: {} },
  ...over,
});

export const aJob = (jobId: string, over: Partial<DataOf<'JobCreated'>> = {}): DataOf<'JobCreated'> => ({
  jobId: id(jobId),
  runId: [...(over.ancestors ?? []), jobId].join('.'),
  parentRunId: (over.ancestors ?? []).join('.'),
  ancestors: [],
  mode: 'run',
  componentId: id('runledger.noop'),
  kind: 'other',
  branchId: id('100'),
  configurationId: null,
  configurationVersion: null,
  configurationName: null,
  configuration: { inline: {} },
  lockKey: null,
  notBeforeMs: null,
  deduplicationId: null,
  request: {
    configRowIds: [],
    configData: null,
    tag: null,
    variableValuesId: null,
    variableValues: [],
    backend: {},
    onError: null,
    parallelism: null,
    executor: null,
    orchestrationJobId: null,
    orchestrationTaskId: null,
    orchestrationPhaseId: null,
    onlyOrchestrationTaskIds: null,
    previousJobId: null,
  },
  ...over,
});

export const aResult = (over: Partial<DataOf<'AttemptFinished'>['result']> = {}): DataOf<'AttemptFinished'>['result'] => ({
  message: 'Done',
  error: null,
  inputTables: [],
  outputTables: [],
  ...over,
});

/** @param bucketId as the API shows it, for instance `in.c-main`. */
export const aBucket = (bucketId: string, over: Partial<DataOf<'BucketCreated'>> = {}): DataOf<'BucketCreated'> => {
  const stage = bucketId.startsWith('out.') ? 'out' : 'in';
  const name = bucketId.slice(bucketId.indexOf('.') + 1);
  return {
    bucketId: id(bucketId),
    stage,
    name,
    displayName: name.replace(/^c-/, ''),
    description: '',
    backend: 'duckdb',
    color: null,
    ...over,
  };
};

/** A full load of a file into a table, unless said otherwise. */
export const aStorageJob = (
  storageJobId: string,
  tableId: string,
  over: Partial<DataOf<'StorageJobCreated'>> = {},
): DataOf<'StorageJobCreated'> => {
  const name = tableId.slice(tableId.lastIndexOf('.') + 1);
  const bucketId = tableId.slice(0, tableId.lastIndexOf('.'));
  return {
    storageJobId: id(storageJobId),
    operation: 'tableImport',
    tableId: id(tableId),
    writes: true,
    task: {
      type: 'load',
      target: { bucketId: id(bucketId), name, displayName: name, primaryKey: null },
      create: false,
      source: {
        type: 'file',
        fileId: id('9000'),
        delimiter: ',',
        enclosure: '"',
        escapedBy: '',
        columns: null,
        withoutHeaders: false,
      },
    },
    operationParams: { inline: {} },
    runId: null,
    cause: null,
    ...over,
  };
};

export const noMetrics: DataOf<'StorageJobSucceeded'>['metrics'] = {
  inBytes: 0,
  inBytesUncompressed: 0,
  inCompressed: false,
  outBytes: 0,
  outBytesUncompressed: 0,
  outCompressed: false,
};

type Attempt = Pick<DataOf<'StorageAttemptStarted'>, 'storageJobId' | 'attempt' | 'executor'>;

export const aTableVersion = (
  tableId: string,
  version: number,
  by: Attempt,
  over: Partial<DataOf<'TableVersionCommitted'>> = {},
): DataOf<'TableVersionCommitted'> => {
  const name = tableId.slice(tableId.lastIndexOf('.') + 1);
  return {
    ...by,
    tableId: id(tableId),
    bucketId: id(tableId.slice(0, tableId.lastIndexOf('.'))),
    name,
    displayName: name,
    version,
    change: 'full',
    columns: ['id', 'name'],
    primaryKey: [],
    files: [{ key: `tables/${tableId}/${by.storageJobId}-${by.attempt}.parquet`, rows: 3, bytes: 300 }],
    rows: 3,
    bytes: 300,
    importedRows: 3,
    sourceFileId: null,
    metrics: noMetrics,
    ...over,
  };
};

export const aFile = (fileId: string, over: Partial<DataOf<'FilePrepared'>> = {}): DataOf<'FilePrepared'> => ({
  fileId: id(fileId),
  name: `file-${fileId}.csv`,
  tags: [],
  isPublic: false,
  isPermanent: false,
  isEncrypted: true,
  isSliced: false,
  contentType: 'text/csv',
  runId: null,
  sizeBytes: 10,
  ...over,
});

export const anExport = (
  fileId: string,
  storageJobId: string,
  over: Partial<DataOf<'FileExported'>> = {},
): DataOf<'FileExported'> => {
  const { sizeBytes: _, ...description } = aFile(fileId);
  return {
    ...description,
    isSliced: true,
    storageJobId: id(storageJobId),
    slices: [{ blob: 'slice-0', bytes: 10 }],
    ...over,
  };
};
