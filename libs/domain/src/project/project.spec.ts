import { folded, history, id } from '../testing/index.js';
import { configurationKey } from './project.js';

const configurationOf = ({ project }: ReturnType<typeof folded>) =>
  project.configurations.get(configurationKey(id('100'), id('runledger.noop'), id('A')));

describe('a project', () => {
  it('exists once', () => {
    expect(folded(history('1').projectCreated('1')).lastVerdict).toBe('alreadyExists');
  });

  it('must exist before anything can happen in it', () => {
    expect(folded(history('1', { created: false }).token('10')).lastVerdict).toBe('noProject');
  });

  it('gets a limit only from someone who has seen the last one', () => {
    const set = history().limit(3, 0);
    expect(folded(set.limit(5, 0)).lastVerdict).toBe('revisionMismatch');
    expect(folded(set.limit(5, 1)).project.limits).toEqual({ 'components.jobsParallelism': 5, 'storage.jobsParallelism': 10 });
  });
});

describe('a token', () => {
  it('dies with its deletion, and its id is used up', () => {
    const deleted = history().token('77').tokenDeleted('77');
    expect(folded(deleted).project.tokens.size).toBe(0);
    expect(folded(deleted.token('77')).lastVerdict).toBe('duplicate');
    expect(folded(deleted.tokenDeleted('77')).lastVerdict).toBe('notFound');
  });

  it('is refreshed only from the secret that the sender has seen: of two refreshes at once one is void', () => {
    const refreshed = history().token('77').tokenRefreshed('77', 1, 'first');
    const secret = folded(refreshed).project.tokens.get(id('77'))?.secretHash;
    const raced = folded(refreshed.tokenRefreshed('77', 1, 'second'));
    expect(raced.lastVerdict).toBe('revisionMismatch');
    expect(raced.project.tokens.get(id('77'))?.secretHash).toBe(secret);
  });
});

describe('a configuration', () => {
  it('counts its versions, and an update must expect the one that it replaces', () => {
    const updated = history().configuration('A').configurationUpdated('A', 1, { name: 'second' });
    expect(configurationOf(folded(updated))).toMatchObject({ current: { version: 2, name: 'second' } });
    const late = folded(updated.configurationUpdated('A', 1, { name: 'late' }));
    expect(late.lastVerdict).toBe('revisionMismatch');
    expect(configurationOf(late)).toMatchObject({ current: { version: 2, name: 'second' } });
  });

  it('goes to the trash, where it cannot change, and with a second deletion for good', () => {
    const trashed = history().configuration('A').configurationDeleted('A', 1);
    expect(folded(trashed.configurationUpdated('A', 1)).lastVerdict).toBe('notFound');
    expect(folded(trashed.configuration('A')).lastVerdict).toBe('alreadyExists');
    expect(configurationOf(folded(trashed.configurationDeleted('A', 1, true)))).toBeUndefined();
  });

  it('cannot be removed for good without having been in the trash', () => {
    expect(folded(history().configuration('A').configurationDeleted('A', 1, true)).lastVerdict).toBe('notFound');
  });

  it('made anew is safe from late copies of what was done to the one before it', () => {
    const anew = history()
      .configuration('A')
      .configurationUpdated('A', 1)
      .configurationDeleted('A', 2)
      .configurationDeleted('A', 2, true)
      .configuration('A', { name: 'anew' });
    for (const late of [2, 3, 4, 5]) expect(folded(anew.copyOf(late)).lastVerdict).toBe('refusedBefore');
    expect(configurationOf(folded(anew))).toMatchObject({ isDeleted: false, current: { version: 1, name: 'anew' } });
  });
});
