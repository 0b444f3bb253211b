import { folded, history, id } from '../testing/index.js';

const AIRPORTS = 'in.c-main.airports';
const withTable = () => history().bucket('in.c-main').storageJob('2001', AIRPORTS).storageStarted().committed();

describe('a bucket', () => {
  it('exists once', () => {
    expect(folded(history().bucket('in.c-main').bucket('in.c-main')).lastVerdict).toBe('alreadyExists');
  });

  it('can be made again after it was deleted, but not by a late copy of the first request', () => {
    const gone = history().bucket('in.c-main').bucketDeleted('in.c-main');
    expect(folded(gone.copyOf(2)).lastVerdict).toBe('refusedBefore');
    expect(folded(gone.bucket('in.c-main')).lastVerdict).toBe('effective');
  });

  it('made again is not deleted by a late copy of the first deletion', () => {
    const again = history().bucket('in.c-main').bucketDeleted('in.c-main').bucket('in.c-main');
    expect(folded(again.copyOf(3)).lastVerdict).toBe('refusedBefore');
  });

  it('with tables is deleted by force only, and they go with it', () => {
    const told = withTable();
    expect(folded(told.bucketDeleted('in.c-main')).lastVerdict).toBe('notEmpty');
    const { project, lastVerdict } = folded(told.bucketDeleted('in.c-main', true));
    expect(lastVerdict).toBe('effective');
    expect([project.storage.buckets.size, project.storage.tables.size]).toEqual([0, 0]);
  });

  it('of another project is as if absent', () => {
    expect(folded(history('1').bucket('in.c-main').projectCreated('2').bucketDeleted('in.c-main')).lastVerdict).toBe('notFound');
  });
});

describe('a table', () => {
  it('is gone when it was deleted, and its bucket is empty', () => {
    const { project } = folded(withTable().tableDeleted(AIRPORTS));
    expect(project.storage.tables.size).toBe(0);
    expect(project.storage.buckets.get(id('in.c-main'))?.tables.size).toBe(0);
  });

  it('made again is not deleted by a late copy of the first deletion', () => {
    const again = withTable().tableDeleted(AIRPORTS);
    const deletion = again.records.length - 1;
    again.storageJob('2002', AIRPORTS).storageStarted().committed();
    expect(folded(again.copyOf(deletion)).lastVerdict).toBe('refusedBefore');
  });

  it('that does not exist cannot be deleted', () => {
    expect(folded(history().tableDeleted(AIRPORTS)).lastVerdict).toBe('notFound');
  });
});
