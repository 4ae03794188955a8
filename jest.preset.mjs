import { readFileSync } from 'node:fs';

const swc = { ...JSON.parse(readFileSync(new URL('./.swcrc', import.meta.url), 'utf8')), swcrc: false, sourceMaps: 'inline' };
const here = new URL('.', import.meta.url).pathname;

/** What every project's tests have in common: ESM, TypeScript by swc, siblings read from their sources. */
export const preset = {
  testEnvironment: 'node',
  testEnvironmentOptions: { customExportConditions: ['@ringpost/source', 'node', 'node-addons'] },
  rootDir: '.',
  roots: ['<rootDir>/src'],
  testMatch: ['**/*.spec.ts', '**/*.contract-spec.ts'],
  extensionsToTreatAsEsm: ['.ts'],
  transform: { '^.+\\.ts$': ['@swc/jest', swc] },
  moduleNameMapper: { '^(\\.{1,2}/.*)\\.js$': '$1' },
  setupFilesAfterEnv: [`${here}tools/jest/patience.mjs`],
  moduleFileExtensions: ['ts', 'js', 'mjs', 'cjs', 'json', 'node'],
};

/** The same with a PostgreSQL that runs as long as the tests do. */
export const databasePreset = { ...preset, globalSetup: `${here}tools/jest/start-database.mjs`, globalTeardown: `${here}tools/jest/stop-database.mjs` };
