import type { components } from './schema.js';

/**
 * What the console reads from the platform's answers: parts of the types that the services describe themselves with. A part that a
 * service no longer sends is an error here, before it is an empty place on a page.
 */
type Described = components['schemas'];

export type VerifiedToken = Described['TokenWithProject'];

export type JobTable = Pick<Described['JobTable'], 'id' | 'version' | 'rows' | 'bytes'>;

export type JobResult = Pick<Described['JobResult'], 'message' | 'configVersion' | 'error'> & {
  readonly input: { readonly tables: readonly JobTable[] };
  readonly output: { readonly tables: readonly JobTable[] };
};

export type JobAttempt = Described['JobAttempt'];

type JobParameters = Pick<
  Described['Job'],
  | 'mode'
  | 'component'
  | 'config'
  | 'configRowIds'
  | 'configData'
  | 'branchId'
  | 'tag'
  | 'parallelism'
  | 'variableValuesId'
  | 'variableValuesData'
  | 'backend'
  | 'behavior'
>;

export type Job = JobParameters &
  Pick<
    Described['Job'],
    | 'id'
    | 'token'
    | 'status'
    | 'desiredStatus'
    | 'isFinished'
    | 'componentName'
    | 'configurationName'
    | 'createdTime'
    | 'delayedStartTime'
    | 'startTime'
    | 'endTime'
    | 'durationSeconds'
    | 'credits'
    | 'waitingReason'
    | 'attempts'
    | 'terminationRequested'
  > & {
    /** A list without items until there is a result. */
    readonly result: JobResult | readonly unknown[];
  };

export type WaitingReason = NonNullable<Job['waitingReason']>;

export interface JobPage extends Pick<Described['JobPage'], 'next' | 'total'> {
  readonly items: readonly Job[];
}

export type Slots = Described['Slots'];

export type StorageEvent = Pick<Described['Event'], 'id' | 'component' | 'message' | 'type' | 'created'>;
export type EventLevel = StorageEvent['type'];

export type ComponentWithConfigurations = Pick<Described['ComponentWithConfigurations'], 'id' | 'name' | 'configurations'>;

export type Bucket = Pick<Described['Bucket'], 'id' | 'rowsCount' | 'dataSizeBytes'>;

export type Table = Pick<
  Described['Table'],
  'id' | 'rowsCount' | 'dataSizeBytes' | 'primaryKey' | 'columns' | 'isTyped' | 'lastChangeDate' | 'definition'
>;

export type TableListItem = Pick<
  Described['TableListItem'],
  'id' | 'name' | 'rowsCount' | 'dataSizeBytes' | 'version' | 'lastChangeDate' | 'columns'
> & { readonly bucket?: Pick<Bucket, 'id'> };

export type TablePreview = Described['TablePreview'];

export type TableVersion = Omit<Described['TableVersion'], 'columns' | 'primaryKey'>;

export type StorageJob = Omit<Described['StorageJob'], 'url' | 'metrics'> & {
  readonly metrics: Pick<Described['StorageJob']['metrics'], 'inBytes' | 'outBytes'>;
};

/** `url` is signed and works without a token for a while. */
export type StoredFile = Pick<
  Described['File'],
  'id' | 'name' | 'created' | 'sizeBytes' | 'tags' | 'maxAgeDays' | 'runId' | 'isSliced' | 'url' | 'creatorToken'
>;
