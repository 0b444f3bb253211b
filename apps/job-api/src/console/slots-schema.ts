import { INTEGER, listOf, named, nullable, objectOf, oneOf, TEXT } from '@runledger/service-kit';

const OCCUPANT = named(
  'SlotOccupant',
  objectOf({
    jobId: TEXT,
    componentId: TEXT,
    configurationName: nullable(TEXT),
    status: oneOf(['processing', 'terminating']),
    startTime: TEXT,
  }),
);

const WAITING_JOB = objectOf({
  jobId: TEXT,
  rule: oneOf(['delay', 'configurationLock', 'projectLimit', 'infrastructure']),
  since: TEXT,
});

export const SLOTS = named(
  'Slots',
  objectOf({
    limit: INTEGER,
    running: listOf(OCCUPANT),
    waiting: listOf(WAITING_JOB),
    waitingCount: INTEGER,
    finishedToday: INTEGER,
    failedToday: INTEGER,
  }),
);
