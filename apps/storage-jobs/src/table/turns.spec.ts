import { Turns } from './turns.js';

/** Work that ends when it is told to. */
class Work {
  isRunning = false;
  end: () => void = () => undefined;

  readonly run = (): Promise<void> => {
    this.isRunning = true;
    return new Promise((resolve) => {
      this.end = () => {
        this.isRunning = false;
        resolve();
      };
    });
  };
}

describe('turns', () => {
  const settled = (): Promise<void> => new Promise((resolve) => setImmediate(resolve));

  it('let only so many run at once, the others in order', async () => {
    const turns = new Turns(2);
    const works = Array.from({ length: 4 }, () => new Work());
    const all = works.map((work) => turns.take(work.run));
    const running = async (): Promise<readonly boolean[]> => {
      await settled();
      return works.map(({ isRunning }) => isRunning);
    };
    expect(await running()).toEqual([true, true, false, false]);
    works[1]?.end();
    expect(await running()).toEqual([true, false, true, false]);
    works[0]?.end();
    works[2]?.end();
    expect(await running()).toEqual([false, false, false, true]);
    works[3]?.end();
    await Promise.all(all);
  });

  it('pass on the place of work that fails', async () => {
    const turns = new Turns(1);
    const failing = turns.take(() => Promise.reject(new Error('broken')));
    const next = turns.take(() => Promise.resolve('done'));
    await expect(failing).rejects.toThrow('broken');
    expect(await next).toBe('done');
  });
});
