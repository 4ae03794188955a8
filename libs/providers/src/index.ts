import { ProviderKinds } from '@ringpost/domain';
import { Apns } from './apns/apns.provider.js';
import { Fcm } from './fcm/fcm.provider.js';
import { Smtp } from './smtp/smtp.provider.js';

export { Apns } from './apns/apns.provider.js';
export type { ApnsConfig } from './apns/apns-config.js';
export { bounceOf, deliveryIdOf, readDsn, type Bounce, type Dsn, type DsnRecipient, type Ending } from './dsn.js';
export { Fcm } from './fcm/fcm.provider.js';
export type { FcmConfig } from './fcm/fcm-config.js';
export { Smtp } from './smtp/smtp.provider.js';
export type { DkimKey, SmtpConfig, SmtpSecurity } from './smtp/smtp-config.js';

/** Every kind of provider there is: what a new one has to be added to. */
export const PROVIDER_KINDS = new ProviderKinds([
  new Apns(),
  new Fcm(),
  new Smtp(),
]);
