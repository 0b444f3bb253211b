import { fileURLToPath } from 'node:url';
import preset from '../../../jest.preset.mjs';

const testing = (/** @type {string} */ name) => fileURLToPath(new URL(`./${name}`, import.meta.url));

/** For projects whose specs talk to the log or the read store: `KAFKA_BROKERS` and `MONGODB_URL` are set in every spec. */
export default {
  ...preset,
  globalSetup: testing('jest-engine-setup.mjs'),
  globalTeardown: testing('jest-engine-teardown.mjs'),
};
