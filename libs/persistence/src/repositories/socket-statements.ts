import type { Statement } from '../fast-path.js';
import { oldestLiving } from './living-months.js';
import type { SocketDeliveryRow, SocketTokenRow } from './socket-delivery.repository.js';

/** Where processes tell each other that deliveries wait. Without content: whoever hears it looks. */
export const DUE_CHANNEL = 'ringpost_socket_due';

// Whoever holds the connection is the only one who delivers: presence is the claim, so nothing has to be locked or written to look.
const dueSql = (young: string, payload: string, more: string): string => `
  select d.tenant_id, d.id, d.message_id, p.token_hash as socket_hash, d.due_at::text as due_at, d.lane, ${payload} as payload_sealed from delivery d
    left join push_token t on t.tenant_id = d.tenant_id and t.id = d.push_token_id and t.ended_at is null
    join socket_presence p on p.token_hash = coalesce(t.socket_hash, d.socket_hash) and p.process = $1 and not p.token_hash = any($2::bytea[]) ${more}
  where d.provider = 'socket' and d.status = 'pending' and (d.lane = 'ring') = $3
    and (d.due_at, d.id) > (coalesce($4::timestamptz, now() - $6 * interval '1 ms'), coalesce($5::uuid, '00000000-0000-0000-0000-000000000000'))
    and d.due_at <= now() and d.expires_at > now() and d.${young}
  order by d.due_at, d.id limit $7`;

// As the indexes of the queue have it. What was written without being confirmed comes again: the connection it was written to is over.
const WAITING = "w.provider = 'socket' and w.status in ('pending', 'sent')";
const forPhoneSql = (young: string): string => `
  select d.tenant_id, d.id, d.message_id, $1::bytea as socket_hash, d.due_at::text as due_at, d.lane, null::bytea as payload_sealed from (
      select w.tenant_id, w.id, w.message_id, w.due_at, w.expires_at, w.lane from push_token t join delivery w on w.tenant_id = t.tenant_id and w.push_token_id = t.id
        where t.socket_hash = $1 and t.ended_at is null and ${WAITING} and w.${young}
      union all select w.tenant_id, w.id, w.message_id, w.due_at, w.expires_at, w.lane from delivery w where w.socket_hash = $1 and ${WAITING} and w.${young}
    ) as d
  where d.due_at <= now() and d.expires_at > now() and ($3::uuid is null or (d.lane <> 'ring', d.id) > ($4::text <> 'ring', $3::uuid))
  order by d.lane <> 'ring', d.id limit $2`;

// By an array: with a join, a plan that was made for a small table goes through all of it; with a bound beside the array, through all that the bound
// lets pass. Locked in one order, since several may note at a time.
const notedSql = (set: string, from: string): string => `
  with held as materialized (select id from delivery where tenant_id = $1 and id = any($2::uuid[]) and ${from} order by id for update)
  update delivery set ${set}, updated_at = now() where tenant_id = $1 and id = any(array(select id from held)) returning id`;

const SENT_AT = 'sent_at = coalesce(sent_at, now())';

const expireSql = (young: string): string => `
  with late as materialized (
    select tenant_id, id from delivery where provider = 'socket' and status = 'pending' and expires_at <= now() and ${young} limit $1 for update skip locked)
  update delivery d set status = 'failed', error = 'expired', updated_at = now() from late where d.tenant_id = late.tenant_id and d.id = late.id and d.${young} returning d.id`;

/**
 * The statements of deliveries over the push socket. Months in which no delivery lives any more at `now` are named in the text: left out
 * by a value that comes later they would still be planned for, and a plan for a year of months takes tens of milliseconds.
 */
export function socketStatements(now: Date) {
  const oldest = oldestLiving(now), young = `id >= '${oldest}'`;
  const statement = <Row extends object>(name: string, text: string, writes = false): Statement<Row> => ({ name: `socket_${name}_${oldest.slice(0, 8)}`, text, writes });
  return {
    // A ring is worth the payload with every row: nothing is then left to ask for.
    dueRings: statement<SocketDeliveryRow>('due_rings', dueSql(young, 'm.payload_sealed', `join message m on m.tenant_id = d.tenant_id and m.id = d.message_id and m.${young}`)),
    dueOthers: statement<SocketDeliveryRow>('due_others', dueSql(young, 'null::bytea', '')),
    forPhone: statement<SocketDeliveryRow>('for_phone', forPhoneSql(young)),
    tokens: statement<SocketTokenRow>('tokens', 'select tenant_id, id, user_id, purpose from push_token where socket_hash = $1 and ended_at is null'),
    payloads: statement<{ tenant_id: string; id: string; payload_sealed: Buffer }>('payloads', 'select tenant_id, id, payload_sealed from message where tenant_id = $1 and id = any($2::uuid[])'),
    sent: statement<{ id: string }>('sent', notedSql(`status = 'sent', ${SENT_AT}`, "status = 'pending'"), true),
    // It may have been written at its last moment, and be taken for expired before that could be noted.
    delivered: statement<{ id: string }>('delivered', notedSql(`status = 'delivered', error = null, ${SENT_AT}`, "(status in ('pending', 'sent') or (status = 'failed' and error = 'expired'))"), true),
    refused: statement<{ id: string }>('refused', notedSql("status = 'failed', error = 'payload_refused', response = 'phones on the push socket cannot read it, or not so much'", "status in ('pending', 'sent')"), true),
    expire: statement<{ id: string }>('expire', expireSql(young), true),
    wake: statement<object>('wake', `select pg_notify('${DUE_CHANNEL}', '')`, true),
  } as const;
}
