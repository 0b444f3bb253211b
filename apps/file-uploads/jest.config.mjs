import preset from '../../jest.preset.mjs';

export default { ...preset, displayName: 'file-uploads', rootDir: import.meta.dirname };
