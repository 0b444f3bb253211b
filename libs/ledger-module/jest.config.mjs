import preset from '../../jest.preset.mjs';

export default { ...preset, displayName: 'ledger-module', rootDir: import.meta.dirname };
