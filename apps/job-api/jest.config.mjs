import preset from '../../jest.preset.mjs';

export default { ...preset, displayName: 'job-api', rootDir: import.meta.dirname };
