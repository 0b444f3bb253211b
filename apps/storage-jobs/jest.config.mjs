import preset from '../../deploy/local/testing/jest-engine-preset.mjs';

/** Executors take the storage jobs of every project of the log: two specs at once would take each other's. */
export default { ...preset, displayName: 'storage-jobs', rootDir: import.meta.dirname, maxWorkers: 1 };
