import preset from '../../deploy/local/testing/jest-engine-preset.mjs';

export default { ...preset, displayName: 'cli', rootDir: import.meta.dirname };
