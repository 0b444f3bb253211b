import preset from '../../deploy/local/testing/jest-engine-preset.mjs';

export default { ...preset, displayName: 'job-api', rootDir: import.meta.dirname };
