import { LOG_PARTITIONS_DEFAULT, partitionOf, TOPICS } from './topics.js';

describe('the partition of a key', () => {
  it('is the same for ever: another function would tear the history of projects apart', () => {
    expect(['1', '2', '1001', '4096', 'příliš'].map((key) => partitionOf(key, LOG_PARTITIONS_DEFAULT))).toEqual([
      12, 5, 7, 2, 13,
    ]);
  });

  it('spreads projects evenly', () => {
    const counts = Array.from({ length: LOG_PARTITIONS_DEFAULT }, () => 0);
    for (let project = 1; project <= 16_000; project += 1) {
      const partition = partitionOf(String(project), LOG_PARTITIONS_DEFAULT);
      counts[partition] = (counts[partition] ?? 0) + 1;
    }
    for (const count of counts) expect(count).toBeGreaterThan(700);
  });
});

describe('topics', () => {
  it('that hold the truth are kept for ever', () => {
    expect(TOPICS.projectLog.keeps).toBe('forever');
    expect(TOPICS.idBlocks).toMatchObject({ keeps: 'forever', partitions: 1 });
  });
});
