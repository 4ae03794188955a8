import nx from '@nx/eslint-plugin';
import tseslint from 'typescript-eslint';

// Layers, as docs/architecture.md draws them: each may import only what its list names.
const LAYERS = {
  domain: [],
  contracts: [],
  client: ['contracts'],
  persistence: ['domain'],
  edge: ['domain'],
  providers: ['domain'],
  messaging: ['domain', 'persistence'],
  app: ['domain', 'contracts', 'edge', 'messaging', 'persistence', 'providers'],
  cli: ['domain', 'edge', 'messaging', 'persistence', 'providers', 'app'],
};
// What a layer may not import from the registry: the core knows no framework.
const BANNED = {
  domain: ['@nestjs/*', '@mikro-orm/*', 'pg', 'fastify', 'class-validator'],
  contracts: ['*'],
  messaging: ['@nestjs/*', '@mikro-orm/*', 'pg', 'fastify', 'class-validator'],
  persistence: ['@nestjs/*', 'fastify', 'class-validator'],
  providers: ['@nestjs/*', '@mikro-orm/*', 'pg', 'fastify', 'class-validator'],
};

export const depConstraints = Object.entries(LAYERS).map(([layer, allowed]) => ({
  sourceTag: `layer:${layer}`,
  onlyDependOnLibsWithTags: [layer, ...allowed].filter((name) => name !== 'app' || layer === 'cli').map((name) => `layer:${name}`),
  ...(BANNED[layer] ? { bannedExternalImports: BANNED[layer] } : {}),
}));

const TESTS = ['**/*.spec.ts', '**/*.contract-spec.ts', '**/testing/**'];

export default [
  { ignores: ['**/dist/**', '**/generated/**', '**/*.mjs', 'libs/contracts/src/rest.ts', 'libs/contracts/src/legacy.ts', 'libs/contracts/src/graphql.ts'] },
  ...tseslint.configs.recommended,
  {
    files: ['**/*.ts'],
    plugins: { '@nx': nx },
    languageOptions: { parserOptions: { projectService: true } },
    rules: {
      '@typescript-eslint/no-floating-promises': 'error',
      '@typescript-eslint/no-unused-vars': ['error', { argsIgnorePattern: '^_', varsIgnorePattern: '^_' }],
      '@typescript-eslint/consistent-type-imports': 'off',
      'max-lines': ['warn', { max: 250, skipBlankLines: true, skipComments: true }],
      'max-params': ['warn', { max: 7 }],
      'no-restricted-properties': ['error', { object: 'process', property: 'env', message: 'libs/edge/src/config.ts reads the environment, once.' }],
    },
  },
  {
    files: ['**/*.ts'],
    ignores: TESTS,
    rules: { '@nx/enforce-module-boundaries': ['error', { enforceBuildableLibDependency: false, allow: [], depConstraints }] },
  },
  {
    files: ['libs/domain/src/**/*.ts', 'libs/messaging/src/**/*.ts', 'libs/persistence/src/repositories/**/*.ts', 'apps/api/src/**/*.ts', 'apps/legacy-compat/src/**/*.ts'],
    ignores: [...TESTS, 'libs/domain/src/clock.ts'],
    rules: { 'no-restricted-syntax': ['error', { selector: "NewExpression[callee.name='Date'][arguments.length=0]", message: 'Time is an argument: ask the Clock.' }] },
  },
  {
    // Repositories and providers are wired in modules; elsewhere only their types may be named.
    files: ['apps/*/src/**/*.ts'],
    ignores: [...TESTS, '**/*.module.ts', 'apps/ringpost/**'],
    rules: { '@typescript-eslint/no-restricted-imports': ['error', { paths: [{ name: '@ringpost/persistence', allowTypeImports: true, message: 'Only a module wires repositories.' }] }] },
  },
  { files: TESTS, rules: { 'max-lines': 'off', 'no-restricted-properties': 'off', '@typescript-eslint/no-non-null-assertion': 'off', '@typescript-eslint/no-explicit-any': 'off' } },
];
