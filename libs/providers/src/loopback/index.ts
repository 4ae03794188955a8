export { loopbackAppleTeam, startLoopbackApns, type LoopbackApns, type LoopbackApnsOptions, type ReceivedApnsPush } from './apns.js';
export { loopbackServiceAccount, startLoopbackFcm, type LoopbackFcm, type LoopbackFcmOptions, type ReceivedFcmPush } from './fcm.js';
export type { Loopback, LoopbackOptions } from './loopback.js';
export { startLoopbackSmtp, type LoopbackSmtp, type LoopbackSmtpOptions, type ReceivedSmtpMail } from './smtp.js';
