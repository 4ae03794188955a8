export { createLegacy, type LegacyOptions } from './create-legacy.js';
export { createPushSocket, type PushSocket, type PushSocketResources } from './push-socket.module.js';
