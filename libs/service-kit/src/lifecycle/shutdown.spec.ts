import { createLogger } from '../logging/logger.js';
import { shutDown, type ShutdownStage } from './shutdown.js';

const logger = createLogger({ service: 'worker', level: 'silent' });

describe('shutdown', () => {
  it('stops one stage after the other', async () => {
    const order: string[] = [];
    const stage = (name: string): ShutdownStage => ({
      name,
      stop: async () => {
        order.push(`${name} begins`);
        await new Promise((resolve) => setImmediate(resolve));
        order.push(`${name} ends`);
      },
    });
    expect(await shutDown([stage('requests'), stage('projections')], logger)).toEqual([]);
    expect(order).toEqual(['requests begins', 'requests ends', 'projections begins', 'projections ends']);
  });

  it('leaves behind a stage that hangs or fails, and says which', async () => {
    let closed = false;
    const stages: readonly ShutdownStage[] = [
      { name: 'hangs', stop: () => new Promise(() => {}), timeoutMs: 5 },
      {
        name: 'fails',
        stop: () => {
          throw new Error('no broker');
        },
      },
      { name: 'closes', stop: () => void (closed = true) },
    ];
    expect(await shutDown(stages, logger)).toEqual(['hangs', 'fails']);
    expect(closed).toBe(true);
  });

  it('calls a stage that is an object with methods as one', async () => {
    class Projections implements ShutdownStage {
      readonly name = 'projections';
      stopped = false;
      stop(): void {
        this.stopped = true;
      }
    }
    const projections = new Projections();
    await shutDown([projections], logger);
    expect(projections.stopped).toBe(true);
  });
});
