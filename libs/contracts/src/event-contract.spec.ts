import { Type } from '@sinclair/typebox';
import { EVENTS } from './catalogue.js';
import { defineEvent } from './event-contract.js';

const renamed = defineEvent({
  name: 'BoxOpened',
  context: 'log',
  owners: ['cli'],
  meaning: 'A box is open.',
  schema: Type.Object({ boxId: Type.String(), lid: Type.String() }),
  upcasters: [
    (data) => ({ ...Object.assign({}, data), lid: 'wood' }),
    (data) => ({ ...Object.assign({ box: '' }, data), boxId: Object.assign({ box: '' }, data).box }),
  ],
});

describe('the contract of an event', () => {
  it('counts its versions by its upcasters', () => {
    expect(renamed.version).toBe(3);
  });

  it('brings data of any older version up, one step at a time, and leaves current data alone', () => {
    expect(renamed.upcast(1, { box: '7' })).toMatchObject({ boxId: '7', lid: 'wood' });
    expect(renamed.upcast(2, { box: '7', lid: 'iron' })).toMatchObject({ boxId: '7', lid: 'iron' });
    expect(renamed.upcast(3, { boxId: '7', lid: 'iron' })).toEqual({ boxId: '7', lid: 'iron' });
  });

  it('says where data departs from it', () => {
    expect(renamed.problemOf({ boxId: '7', lid: 'iron' })).toBeUndefined();
    expect(renamed.problemOf({ boxId: '7' })).toBe('BoxOpened/lid: Expected required property');
  });
});

describe('the catalogue', () => {
  it('has each contract under its own name, with at least one owner and a sentence of meaning', () => {
    for (const [name, contract] of Object.entries(EVENTS)) {
      expect(contract.name).toBe(name);
      expect(contract.owners.length).toBeGreaterThan(0);
      expect(contract.meaning).toMatch(/^[A-Z].*\.$/);
    }
  });
});
