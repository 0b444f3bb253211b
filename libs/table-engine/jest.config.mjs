import preset from '../../jest.preset.mjs';

export default { ...preset, displayName: 'table-engine', rootDir: import.meta.dirname };
