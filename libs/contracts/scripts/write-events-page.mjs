/** Writes docs/events.md from the built contracts: node libs/contracts/scripts/write-events-page.mjs */
import { writeFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import { eventsPage } from '../dist/docs/events-page.js';

writeFileSync(fileURLToPath(new URL('../../../docs/events.md', import.meta.url)), eventsPage());
