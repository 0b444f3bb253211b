import preset from '../../deploy/local/testing/jest-engine-preset.mjs';

export default { ...preset, displayName: 'storage-jobs', rootDir: import.meta.dirname };
