import type { Delivery } from '@ringpost/domain';

/** What a delivery is made with, beside its message and its times. */
export const DELIVERY_COLUMNS = 'id, user_id, channel, provider, recipient, content, template_id, status, error, push_token_id, socket_hash, lane, pool, address_sealed, fallback';
/** The same out of `recordsOf` a parameter. */
export const RECORD_COLUMNS = `r.id, r.user_id, r.channel, r.provider, r.recipient, r.content, r.template_id, r.status, r.error,
  r.push_token_id, decode(r.socket_hash, 'hex'), r.lane, r.pool, decode(r.address_sealed, 'base64'), r.fallback`;
/** Deliveries that came as one parameter of a statement, as `r`. */
export const recordsIn = (parameter: string): string => `jsonb_to_recordset(${parameter}::jsonb) as r (id uuid, user_id text, channel text, provider text, recipient text, content text,
  template_id text, status text, error text, push_token_id uuid, socket_hash text, lane text, pool text, address_sealed text, fallback jsonb)`;

const toRecord = (delivery: Delivery): object => ({
  id: delivery.id, user_id: delivery.userId, channel: delivery.channel, provider: delivery.provider, recipient: delivery.recipient, content: delivery.content, template_id: delivery.templateId,
  status: delivery.status, error: delivery.error, push_token_id: delivery.pushTokenId, socket_hash: delivery.socketHash?.toString('hex'), lane: delivery.lane, pool: delivery.pool,
  address_sealed: delivery.addressSealed?.toString('base64'), fallback: delivery.fallback,
});

/** Deliveries as one parameter of a statement. */
export const recordsOf = (deliveries: readonly Delivery[]): string => JSON.stringify(deliveries.map(toRecord));
