import { listFenced, readFenced } from './fenced.js';

const away = (): Promise<never> => Promise.reject(new Error('the log cannot be reached'));
const open = (): Promise<void> => Promise.resolve();

describe('a fenced read', () => {
  it('reads only after the fence', async () => {
    const order: string[] = [];
    await readFenced(
      async () => void order.push('fence'),
      () => order.push('read'),
    );
    expect(order).toEqual(['fence', 'read']);
  });

  it('answers nothing when there is nothing', async () => {
    expect(await readFenced(open, () => undefined)).toBeUndefined();
  });

  it('still answers what is there while the log is away', async () => {
    expect(await readFenced(away, () => 'known')).toBe('known');
  });

  it('does not deny what it cannot know while the log is away', async () => {
    await expect(readFenced(away, () => undefined)).rejects.toThrow('the log cannot be reached');
  });
});

describe('a fenced list', () => {
  it('is given as it is, empty or not', async () => {
    expect(await listFenced(open, () => [])).toEqual([]);
    expect(await listFenced(open, () => [1])).toEqual([1]);
  });

  it('is given while the log is away only when there is something in it', async () => {
    expect(await listFenced(away, () => [1])).toEqual([1]);
    await expect(listFenced(away, () => [])).rejects.toThrow('the log cannot be reached');
  });
});
