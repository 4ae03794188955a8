export * from './repository-smoke.js';
export * from './test-database.js';
export * from './test-user.js';
