export * from './delivery-log.service.js';
export * from './device.service.js';
export * from './idempotency.service.js';
export * from './inbox.service.js';
export * from './maintenance.service.js';
export * from './push-token.service.js';
export * from './recipient.service.js';
export * from './vault.service.js';
