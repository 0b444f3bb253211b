import { ConsoleLogger, Controller, Module, type INestMicroservice } from '@nestjs/common';
import { EventPattern, Payload } from '@nestjs/microservices';
import { Test } from '@nestjs/testing';
import { TOPICS, type Offset } from '@runledger/contracts';
import { EventLogServer } from './event-log-server.js';
import type { JobLogRecord } from './log-source.js';
import type { Batch } from './tail.js';
import { projectCreated } from './testing/events.js';
import { eventually } from './testing/eventually.js';
import { TestLog } from './testing/test-log.js';

const at = (offset: number): Offset => offset as Offset;
type Answer = Offset | undefined | Promise<Offset | undefined>;

/** What the handlers do; each test says it anew. */
const handling: { batch: (batch: Batch) => Answer; lines: (batch: Batch<JobLogRecord>) => Answer } = {
  batch: () => undefined,
  lines: () => undefined,
};

@Controller()
class Projection {
  @EventPattern<string>(TOPICS.projectLog.name)
  project(@Payload() batch: Batch): Answer {
    return handling.batch(batch);
  }

  @EventPattern<string>(TOPICS.jobLogs.name)
  lines(@Payload() batch: Batch<JobLogRecord>): Answer {
    return handling.lines(batch);
  }
}
@Module({ controllers: [Projection] })
class ProjectionModule {}

@Controller()
class Astray {
  @EventPattern<string>('project-lag')
  nothing(): void {
    // Never called: there is no such topic.
  }
}
@Module({ controllers: [Astray] })
class AstrayModule {}

describe('EventLogServer', () => {
  let log: TestLog;
  let app: INestMicroservice | undefined;
  let server: EventLogServer;
  let positions: Map<string, Offset>;

  const serve = async (module: unknown = ProjectionModule): Promise<void> => {
    server = new EventLogServer({
      ...log.address,
      groupId: 'projection',
      contexts: ['project'],
      startAt: (partition, topic) => positions.get(`${topic}:${partition}`) ?? at(0),
    });
    const testing = await Test.createTestingModule({ imports: [module as typeof ProjectionModule] })
      .setLogger(new ConsoleLogger({ logLevels: [] }))
      .compile();
    app = testing.createNestMicroservice({ strategy: server });
    await app.listen();
  };
  const append = async (...projects: readonly string[]): Promise<void> => {
    for (const project of projects)
      await log.write(TOPICS.projectLog, 0, JSON.stringify(projectCreated(project)), {
        type: 'ProjectCreated',
        context: 'project',
      });
  };
  const offsetsOf = ({ records }: Batch): readonly number[] => records.map(({ offset }) => offset);

  beforeEach(async () => {
    positions = new Map();
    handling.batch = () => undefined;
    handling.lines = () => undefined;
    log = await TestLog.opened(1);
  });
  afterEach(async () => {
    await app?.close();
    app = undefined;
    await log.remove();
  });

  it('hands one batch per call to the handler of the topic, decoded and in order', async () => {
    const seen: Batch[] = [];
    handling.batch = (batch) => void seen.push(batch);
    await append('1', '2');
    await serve();
    await eventually('all is handled', () => seen.flatMap(offsetsOf).length === 3);
    expect(seen.flatMap(offsetsOf)).toEqual([0, 1, 2]);
    expect(seen[0]?.records[1]?.decoded).toMatchObject({ kind: 'event', event: { type: 'ProjectCreated', project: '1' } });
    await eventually('nothing is left', () => server.lagOf(0) === 0);
  });

  it('hands over the same batch again when the handler rejects, and no later one before it', async () => {
    const tries: (readonly number[])[] = [];
    handling.batch = async (batch) => {
      tries.push(offsetsOf(batch));
      if (tries.length < 3) throw new Error('the store is away');
      return undefined;
    };
    await append('1');
    await serve();
    await eventually('the first try was made', () => tries.length > 0);
    await append('2');
    await eventually('all is handled', () => tries.length === 4);
    expect(tries).toEqual([[0, 1], [0, 1], [0, 1], [2]]);
  });

  it('reads again from the offset that the handler returns', async () => {
    const seen: number[] = [];
    handling.batch = (batch) => {
      seen.push(...offsetsOf(batch));
      return seen.length === 3 ? at(1) : undefined;
    };
    await append('1', '2');
    await serve();
    await eventually('it was read again', () => seen.length >= 5);
    expect(seen).toEqual([0, 1, 2, 1, 2]);
  });

  it('begins where the projection stands, and again there after a restart', async () => {
    const seen: number[] = [];
    handling.batch = (batch) => void seen.push(...offsetsOf(batch));
    positions.set(`${TOPICS.projectLog.name}:0`, at(2));
    await append('1', '2');
    await serve();
    await eventually('the rest is handled', () => seen.length === 1);
    positions.set(`${TOPICS.projectLog.name}:0`, at(1));
    server.restart();
    await eventually('it was read again', () => seen.length === 3);
    expect(seen).toEqual([2, 1, 2]);
  });

  it('hands over job log lines beside the events, each topic with its own positions', async () => {
    const seen: (string | undefined)[] = [];
    handling.lines = ({ records }) => void seen.push(...records.map(({ line }) => line?.message));
    positions.set(`${TOPICS.jobLogs.name}:0`, at(1));
    const line = {
      id: '00000000-0000-7000-8000-000000000000',
      jobId: '5',
      project: '1',
      attempt: 1,
      runId: '5',
      componentId: 'runledger.noop',
      configurationId: null,
      tokenId: null,
      tokenDescription: null,
      timeMs: 1,
      level: 'info',
      message: 'hello',
    };
    for (const bytes of ['before', 'no line', JSON.stringify(line)]) await log.write(TOPICS.jobLogs, 0, bytes);
    await serve();
    await eventually('all is handled', () => seen.length === 2);
    expect(seen).toEqual([undefined, 'hello']);
  });

  it('finishes the batch under way when the application closes, and hands over nothing more', async () => {
    const seen: number[] = [];
    let release: () => void = () => undefined;
    const released = new Promise<void>((resolve) => {
      release = resolve;
    });
    let isInHand = false;
    handling.batch = async (batch) => {
      isInHand = true;
      await released;
      seen.push(...offsetsOf(batch));
      return undefined;
    };
    await serve();
    await eventually('a batch is in hand', () => isInHand);
    const closed = app?.close();
    app = undefined;
    await append('1');
    release();
    await closed;
    expect(seen).toEqual([0]);
  });

  it('does not listen for a topic that does not exist', async () => {
    await expect(serve(AstrayModule)).rejects.toThrow('there is no topic project-lag to handle');
  });

  it('does not hand one topic to two handlers, whose positions would differ', async () => {
    @Controller()
    class Second {
      @EventPattern<string>(TOPICS.projectLog.name)
      again(): void {
        // Never called: a position belongs to one handler.
      }
    }
    @Module({ controllers: [Projection, Second] })
    class TwiceModule {}
    await expect(serve(TwiceModule)).rejects.toThrow('two handlers of topic project-log');
  });
});
