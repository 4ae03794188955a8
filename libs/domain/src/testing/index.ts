export * from './test-clock.js';
export * from './test-secrets.js';
export * from './thrown-by.js';
export * from './until.js';
