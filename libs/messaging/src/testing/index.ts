export * from './test-messaging.js';
