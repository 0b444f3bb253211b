import preset from '../../deploy/local/testing/jest-engine-preset.mjs';

export default { ...preset, displayName: 'scheduler', rootDir: import.meta.dirname };
