import { readFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import { eventsPage } from './events-page.js';

describe('docs/events.md', () => {
  it('says what the contracts say (else write it anew: node libs/contracts/scripts/write-events-page.mjs)', () => {
    const page = readFileSync(fileURLToPath(new URL('../../../../docs/events.md', import.meta.url)), 'utf8');
    expect(page).toBe(eventsPage());
  });
});
