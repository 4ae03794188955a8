export * from './test-messaging.js';
export * from './test-rate-limit.js';
export * from './test-rings.js';
export * from './test-old-phones.js';
export * from './test-provider.js';
export * from './test-strict-provider.js';
export * from './test-sending.js';
