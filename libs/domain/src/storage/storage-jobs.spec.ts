import { folded, history, id, type Folded, type History } from '../testing/index.js';
import { startableStorageJobs, writerAhead } from './admission.js';

const AIRPORTS = 'in.c-main.airports';
const FLIGHTS = 'in.c-main.flights';

const inBucket = (): History => history().bucket('in.c-main');
const startable = ({ project }: Folded): readonly string[] => Array.from(startableStorageJobs(project), (job) => job.id);
/** An output of an attempt of a job. */
const outputOf = (jobId: string, attempt = 1, output = 0) => ({ cause: { jobId: id<never>(jobId), attempt, output } });

describe('a storage job', () => {
  it('ends with the table version that it commits: one event makes both', () => {
    const told = folded(inBucket().storageJob('2001', AIRPORTS).storageStarted().committed());
    expect(told.storageJob('2001').state).toMatchObject({
      phase: 'finished',
      status: 'success',
      results: { version: { version: 1 } },
    });
    expect(told.project.storage.tables.get(id(AIRPORTS))?.current).toMatchObject({ version: 1, rows: 3, storageJobId: '2001' });
    expect(told.project.storage.unfinished.size).toBe(0);
  });

  it('makes the next version of a table that exists and leaves the table its age', () => {
    const first = inBucket().storageJob('2001', AIRPORTS).storageStarted().committed();
    const bornMs = folded(first).project.storage.tables.get(id(AIRPORTS))?.createdMs;
    const told = folded(first.storageJob('2002', AIRPORTS).storageStarted().committed());
    expect(told.project.storage.tables.get(id(AIRPORTS))).toMatchObject({ createdMs: bornMs, current: { version: 2 } });
  });

  it('that fails leaves every table as it was', () => {
    const told = folded(inBucket().storageJob('2001', AIRPORTS).storageStarted().storageFailed('Row 3 has 4 fields'));
    expect(told.storageJob('2001').state).toMatchObject({ status: 'error', error: { message: 'Row 3 has 4 fields' } });
    expect(told.project.storage.tables.size).toBe(0);
  });

  it('may end well without a version', () => {
    const told = folded(
      inBucket()
        .storageJob('2001', AIRPORTS, { writes: false })
        .storageStarted()
        .storageSucceeded({ inline: { fileId: 1 } }),
    );
    expect(told.storageJob('2001').state).toMatchObject({
      status: 'success',
      results: { type: 'other', results: { inline: { fileId: 1 } } },
    });
  });
});

describe('the start of a storage job', () => {
  it('lets writers of one table run one at a time, in order of creation', () => {
    const queue = inBucket().storageJob('2001', AIRPORTS).storageJob('2002', AIRPORTS).storageJob('2003', FLIGHTS);
    const told = folded(queue);
    expect(startable(told)).toEqual(['2001', '2003']);
    expect(writerAhead(told.project.storage, told.storageJob('2002'))).toBe('2001');
    expect(folded(queue.aboutStorageJob('2002', AIRPORTS).storageStarted()).lastVerdict).toBe('notStartable (tableLock)');
    expect(startable(folded(queue.aboutStorageJob('2001', AIRPORTS).storageStarted()))).toEqual(['2003']);
    expect(startable(folded(queue.committed()))).toEqual(['2002', '2003']);
  });

  it('lets readers run beside the writer', () => {
    const told = folded(
      inBucket().storageJob('2001', AIRPORTS).storageStarted().storageJob('2002', AIRPORTS, { writes: false }).storageStarted(),
    );
    expect(told.lastVerdict).toBe('effective');
  });

  it('keeps the place of a writer whose attempt is given back, and expects the next attempt', () => {
    const back = inBucket()
      .storageJob('2001', AIRPORTS)
      .storageJob('2002', AIRPORTS)
      .aboutStorageJob('2001')
      .storageStarted()
      .storageReturned();
    expect(startable(folded(back))).toEqual(['2001']);
    expect(folded(back.storageStarted('executor-2', 1)).lastVerdict).toBe('notStartable (wrongAttempt)');
    expect(folded(back.storageStarted('executor-2')).lastVerdict).toBe('effective');
  });

  it('is void beyond the storage limit of the project, which other limits do not touch', () => {
    const full = inBucket()
      .limit(1, 0, 'storage.jobsParallelism')
      .storageJob('2001', AIRPORTS)
      .storageStarted()
      .storageJob('2002', FLIGHTS);
    expect(startable(folded(full))).toEqual([]);
    expect(folded(full.storageStarted()).lastVerdict).toBe('notStartable (projectLimit)');
    expect(folded(full.job('1001').started()).lastVerdict).toBe('effective');
  });

  it('is void while it runs, when it has ended and when nobody created it', () => {
    const running = inBucket().storageJob('2001', AIRPORTS).storageStarted();
    expect(folded(running.storageStarted('executor-2', 2)).lastVerdict).toBe('notStartable (notCandidate)');
    expect(folded(inBucket().storageJob('2001', AIRPORTS).storageStarted().committed().storageStarted()).lastVerdict).toBe(
      'finished',
    );
    expect(folded(inBucket().aboutStorageJob('2009').storageStarted()).lastVerdict).toBe('finished');
  });
});

describe('reports about a storage job', () => {
  const running = (): History => inBucket().storageJob('2001', AIRPORTS).storageStarted('executor-1');

  it.each(['committed', 'storageFailed', 'storageSucceeded', 'storageReturned'] as const)(
    'of another executor are void: %s',
    (report) => {
      const told = running().storageJobAttempt('2001', { attempt: 1, by: 'executor-9' });
      expect(folded(told.aboutStorageJob('2001', AIRPORTS)[report]()).lastVerdict).toBe('notCurrent');
    },
  );

  it.each(['committed', 'storageFailed', 'storageSucceeded', 'storageReturned'] as const)(
    'of an attempt given back are void: %s',
    (report) => {
      const told = running()
        .storageReturned()
        .storageStarted('executor-1')
        .storageJobAttempt('2001', { attempt: 1, by: 'executor-1' });
      expect(folded(told.aboutStorageJob('2001', AIRPORTS)[report]()).lastVerdict).toBe('notCurrent');
    },
  );

  it('are void once it has ended, so a version is committed once', () => {
    const told = folded(running().committed().again());
    expect(told.lastVerdict).toBe('notCurrent');
    expect(told.project.storage.tables.get(id(AIRPORTS))?.current.version).toBe(1);
  });

  it('commit only the table that the storage job has the lock of', () => {
    expect(folded(running().committed({ tableId: id(FLIGHTS) })).lastVerdict).toBe('notCurrent (table)');
    const reader = inBucket().storageJob('2001', AIRPORTS, { writes: false }).storageStarted();
    expect(folded(reader.committed()).lastVerdict).toBe('notCurrent (table)');
  });

  it('commit only the version after the current one, into a bucket that is still there', () => {
    expect(folded(running().committed({ version: 2 })).lastVerdict).toBe('revisionMismatch');
    expect(folded(running().bucketDeleted('in.c-main').committed()).lastVerdict).toBe('notFound (bucket)');
  });
});

describe('storage jobs that an attempt of a job asks for', () => {
  const working = (): History => inBucket().job('1001').started();

  it('are void unless that attempt is the current one', () => {
    expect(folded(working().storageJob('2001', AIRPORTS, outputOf('1001', 2))).lastVerdict).toBe('notCurrent');
    expect(folded(working().returned().storageJob('2001', AIRPORTS, outputOf('1001'))).lastVerdict).toBe('notCurrent');
    expect(folded(working().finished().storageJob('2001', AIRPORTS, outputOf('1001'))).lastVerdict).toBe('notCurrent');
    expect(folded(inBucket().storageJob('2001', AIRPORTS, outputOf('1001'))).lastVerdict).toBe('notCurrent');
  });

  it('are void the second time for one output, whatever their id', () => {
    const first = working().storageJob('2001', AIRPORTS, outputOf('1001', 1, 0));
    expect(folded(first.storageJob('2002', AIRPORTS, outputOf('1001', 1, 0))).lastVerdict).toBe('duplicate');
    expect(folded(first.storageJob('2003', FLIGHTS, outputOf('1001', 1, 1))).lastVerdict).toBe('effective');
  });

  it('may be asked for again by the next attempt', () => {
    const again = working().storageJob('2001', AIRPORTS, outputOf('1001')).about('1001').returned().started('worker-2');
    expect(folded(again.storageJob('2002', AIRPORTS, outputOf('1001', 2))).lastVerdict).toBe('effective');
  });

  it.each(['finished', 'returned'] as const)(
    'end in error with their attempt when it is %s, and let go of their table',
    (end) => {
      const outputs = working()
        .storageJob('2001', AIRPORTS, outputOf('1001', 1, 0))
        .storageStarted()
        .storageJob('2002', FLIGHTS, outputOf('1001', 1, 1))
        .storageJob('2003', AIRPORTS)
        .about('1001')
        [end]();
      const told = folded(outputs);
      expect(told.storageJob('2001').state).toMatchObject({ status: 'error', error: { code: 'storage.jobs.attemptEnded' } });
      expect(told.storageJob('2002').state).toMatchObject({ status: 'error' });
      expect(startable(told)).toEqual(['2003']);
      expect(told.project.storage.running.size).toBe(0);
      expect(folded(outputs.aboutStorageJob('2001', AIRPORTS).committed()).lastVerdict).toBe('notCurrent');
    },
  );

  it('go on while their job is asked to stop, until it has stopped', () => {
    const stopping = working().storageJob('2001', AIRPORTS, outputOf('1001')).storageStarted().terminationRequested('1001');
    expect(folded(stopping).storageJob('2001').state.phase).toBe('running');
    expect(folded(stopping.about('1001').finished('stopped')).storageJob('2001').state).toMatchObject({ status: 'error' });
  });

  it('that have ended stay as they are when their attempt ends', () => {
    const told = folded(
      working().storageJob('2001', AIRPORTS, outputOf('1001')).storageStarted().committed().about('1001').finished('error'),
    );
    expect(told.storageJob('2001').state).toMatchObject({ status: 'success' });
  });
});
