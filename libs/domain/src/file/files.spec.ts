import { folded, history, id } from '../testing/index.js';
import { manifestNameOf } from './file-blobs.js';
import { sizeOf } from './files.js';

const fileOf = ({ project }: ReturnType<typeof folded>, fileId = '3001') => {
  const file = project.files.files.get(id(fileId));
  if (file === undefined) throw new Error(`no file ${fileId}`);
  return file;
};

describe('a file', () => {
  it('has the size that was announced until its bytes are there', () => {
    const announced = history().file('3001', { sizeBytes: 12 });
    expect(sizeOf(fileOf(folded(announced)))).toBe(12);
    expect(sizeOf(fileOf(folded(announced.uploaded('3001', 'content', 15))))).toBe(15);
    expect(sizeOf(fileOf(folded(history().file('3001', { sizeBytes: null }))))).toBeNull();
  });

  it('adds up the blobs of its slices, each counted once', () => {
    const sliced = history()
      .file('3001', { isSliced: true })
      .uploaded('3001', 'a', 5)
      .uploaded('3001', 'b', 7)
      .uploaded('3001', 'b', 8);
    expect(sizeOf(fileOf(folded(sliced)))).toBe(13);
  });

  it('is as long as its slices: the list of them is no part of it', () => {
    const sliced = history().file('3001', { isSliced: true });
    const manifest = manifestNameOf(fileOf(folded(sliced)));
    expect(sizeOf(fileOf(folded(sliced.uploaded('3001', 'a', 5).uploaded('3001', manifest, 100))))).toBe(5);
  });

  it('that a storage job exported has its slices from the start', () => {
    expect(sizeOf(fileOf(folded(history().exported('3001'))))).toBe(10);
  });

  it('keeps its last tags, whatever late copies of earlier ones say', () => {
    const tagged = history().file('3001').tagged('3001', 1, 'old').tagged('3001', 2, 'new');
    const told = folded(tagged.copyOf(3));
    expect(told.lastVerdict).toBe('revisionMismatch');
    expect(fileOf(told).tags).toEqual(['new']);
  });

  it('takes the first of two changes of its tags that were made at once', () => {
    const told = folded(history().file('3001').tagged('3001', 1, 'first').tagged('3001', 1, 'second'));
    expect(told.lastVerdict).toBe('revisionMismatch');
    expect(fileOf(told).tags).toEqual(['first']);
  });

  it('keeps the blob that was uploaded last, whatever late copies of earlier uploads say', () => {
    const uploaded = history().file('3001').uploaded('3001', 'content', 5).uploaded('3001', 'content', 9);
    expect(sizeOf(fileOf(folded(uploaded.copyOf(3))))).toBe(9);
  });

  it('that was deleted takes nothing more, and its id is used up', () => {
    const deleted = history().file('3001').fileDeleted('3001');
    expect(folded(deleted.uploaded('3001')).lastVerdict).toBe('notFound');
    expect(folded(deleted.file('3001')).lastVerdict).toBe('duplicate');
  });
});
