import { folded, history } from '../testing/index.js';
import { lockKeyOf } from './lock-key.js';
import { id } from '../testing/index.js';

describe('a job that is created', () => {
  it('waits for a worker as `created` when no rule holds it back', () => {
    expect(folded(history().job('1001')).statusOf('1001')).toBe('created');
  });

  it('is void when its id was used before, also long after and also by another project', () => {
    const ended = history('1').projectCreated('2').inProject('1').job('1001').started().finished().after(86_400_000);
    expect(folded(ended.copyOf(3)).lastVerdict).toBe('duplicate');
    expect(folded(ended.inProject('2').job('1001')).lastVerdict).toBe('duplicate');
  });

  it('is void while another unfinished job of the project has its deduplication id, which the verdict names', () => {
    const first = history().job('1001', { deduplicationId: 'daily' });
    expect(folded(first.job('1002', { deduplicationId: 'daily' })).lastVerdict).toBe('deduplicated (1001)');
    expect(folded(first.about('1001').started().finished().job('1003', { deduplicationId: 'daily' })).lastVerdict).toBe(
      'effective',
    );
  });

  it('frees its deduplication id when it is cancelled', () => {
    const told = history()
      .job('1001', { deduplicationId: 'daily' })
      .terminationRequested()
      .job('1002', { deduplicationId: 'daily' });
    expect(folded(told).lastVerdict).toBe('effective');
  });

  it('is void when the configuration version that it froze is not the current one at its position', () => {
    const configured = history().configuration('A').configurationUpdated('A', 1);
    expect(folded(configured.job('1001', { configuration: 'A', version: 1 })).lastVerdict).toBe('staleConfiguration');
    expect(folded(configured.job('1002', { configuration: 'A', version: 2 })).lastVerdict).toBe('effective');
  });

  it('is void when its configuration does not exist or lies in the trash', () => {
    expect(folded(history().job('1001', { configuration: 'A', version: 1 })).lastVerdict).toBe('staleConfiguration');
    const trashed = history().configuration('A').configurationDeleted('A', 1);
    expect(folded(trashed.job('1001', { configuration: 'A', version: 1 })).lastVerdict).toBe('staleConfiguration');
  });

  it('that was void uses up neither its id nor its deduplication id', () => {
    const refused = history().job('1001', { configuration: 'A', version: 1, deduplicationId: 'daily' }).configuration('A');
    expect(folded(refused.job('1001', { configuration: 'A', version: 1, deduplicationId: 'daily' })).lastVerdict).toBe(
      'effective',
    );
  });
});

describe('a lock key', () => {
  const run = {
    branchId: id<never>('100'),
    componentId: id<never>('acme.ex'),
    configurationId: id<never>('A'),
    tokenId: id<never>('10'),
  };

  it('is none for a job without a configuration', () => {
    expect(lockKeyOf({ ...run, configurationId: null, kind: 'other' })).toBeNull();
  });

  it('has the token of a transformation in it, and no token otherwise', () => {
    expect(lockKeyOf({ ...run, kind: 'transformation' })).not.toBe(
      lockKeyOf({ ...run, tokenId: id<never>('11'), kind: 'transformation' }),
    );
    expect(lockKeyOf({ ...run, kind: 'extractor' })).toBe(lockKeyOf({ ...run, tokenId: id<never>('11'), kind: 'extractor' }));
  });

  it('never mixes up neighbouring parts, whatever characters they have', () => {
    const one = lockKeyOf({ ...run, componentId: id<never>('a/b'), configurationId: id<never>('c'), kind: 'other' });
    const other = lockKeyOf({ ...run, componentId: id<never>('a'), configurationId: id<never>('b/c'), kind: 'other' });
    expect(one).not.toBe(other);
  });
});
