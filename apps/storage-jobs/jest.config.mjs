import preset from '../../jest.preset.mjs';

export default { ...preset, displayName: 'storage-jobs', rootDir: import.meta.dirname };
