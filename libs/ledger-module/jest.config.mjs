import preset from '../../deploy/local/testing/jest-engine-preset.mjs';

export default { ...preset, displayName: 'ledger-module', rootDir: import.meta.dirname };
