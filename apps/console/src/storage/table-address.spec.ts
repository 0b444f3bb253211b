import fc from 'fast-check';
import { addressOf, tableIdOf } from './table-address.js';

describe('the address of a table', () => {
  it('splits the id at its last dot', () => {
    expect(addressOf('in.c-crm.account')).toEqual({ bucketId: 'in.c-crm', tableName: 'account' });
  });

  it('is the way back to the id', () => {
    const part = fc.stringMatching(/^[a-z][a-z0-9_-]*$/);
    fc.assert(
      fc.property(part, part, part, (stage, bucket, tableName) => {
        const address = { bucketId: `${stage}.${bucket}`, tableName };
        expect(addressOf(tableIdOf(address))).toEqual(address);
      }),
    );
  });

  it('does not exist for text that is no table id', () => {
    expect(addressOf('account')).toBeNull();
    expect(addressOf('in.c-crm.')).toBeNull();
  });
});
