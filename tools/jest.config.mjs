import { preset } from '../jest.preset.mjs';

export default { ...preset, displayName: 'tools', roots: ['<rootDir>'], testMatch: ['**/*.spec.mjs'], transform: {}, testPathIgnorePatterns: ['/node_modules/', '/.state/'] };
