export * from './test-messaging.js';
export * from './test-rate-limit.js';
