import preset from '../../jest.preset.mjs';

export default { ...preset, displayName: 'blob-store', rootDir: import.meta.dirname };
