export * from './test-messaging.js';
export * from './test-rate-limit.js';
export * from './test-old-phones.js';
