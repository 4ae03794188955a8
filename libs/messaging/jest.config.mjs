import { databasePreset } from '../../jest.preset.mjs';

export default { ...databasePreset, displayName: 'messaging', setupFilesAfterEnv: ['<rootDir>/../persistence/src/testing/patience.ts'] };
