import preset from '../jest.preset.mjs';

export default {
  ...preset,
  displayName: 'e2e',
  rootDir: import.meta.dirname,
  globalSetup: '<rootDir>/setup.mjs',
  globalTeardown: '<rootDir>/teardown.mjs',
  // Each spec drives whole platforms; side by side they would only wait for each other.
  maxWorkers: 1,
  testTimeout: 180_000,
};
