import preset from '../../deploy/local/testing/jest-engine-preset.mjs';

export default { ...preset, displayName: 'read-models', rootDir: import.meta.dirname };
