import preset from '../../deploy/local/testing/jest-engine-preset.mjs';

export default { ...preset, displayName: 'file-uploads', rootDir: import.meta.dirname };
