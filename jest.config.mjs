export default {
  projects: ['<rootDir>/libs/*/jest.config.mjs', '<rootDir>/apps/*/jest.config.mjs', '<rootDir>/tools/jest.config.mjs'],
  maxWorkers: 2,
  workerIdleMemoryLimit: '400MB',
  reporters: ['default', '<rootDir>/tools/jest/closing-line.mjs'],
};
