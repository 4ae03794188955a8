import type { ReadBounce } from '@ringpost/messaging';
import { bounceOf, deliveryIdOf, readDsn } from '@ringpost/providers';

/** Reads a bounce message. What a server still tries is no news. */
export const readBounce: ReadBounce = (mail) => {
  const dsn = readDsn(mail), deliveryId = dsn && deliveryIdOf(dsn), bounce = dsn && bounceOf(dsn);
  if (deliveryId === undefined || bounce === undefined || bounce.kind === 'deferred') return undefined;
  return bounce.kind === 'delivered' ? { deliveryId, status: 'delivered' } : { deliveryId, status: 'failed', error: 'bounced', response: bounce.response };
};
