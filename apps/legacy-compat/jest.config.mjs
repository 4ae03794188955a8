import { databasePreset } from '../../jest.preset.mjs';

export default { ...databasePreset, displayName: 'legacy-compat' };
