import preset from '../../jest.preset.mjs';

export default { ...preset, displayName: 'scheduler', rootDir: import.meta.dirname };
