import type { Actor, Environment, Evidence, PushTokenState } from '@ringpost/domain';
import type { Database } from '../database.js';
import type { Statement } from '../fast-path.js';

/** What can happen to a token: it came into a state (`revived`: the active one), or something else of it changed. */
export type PushTokenEventName = 'registered' | 'revived' | Exclude<PushTokenState, 'active'> | 'address' | 'environment' | 'app';

/** One thing that happened to a token, and how the token was afterwards. Never holds an address. */
export interface PushTokenEvent {
  /** UUIDv7: later is greater. */
  readonly id: string;
  readonly at: Date;
  readonly event: PushTokenEventName;
  readonly detail: { readonly state: PushTokenState; readonly environment: Environment; readonly app_id?: string; readonly evidence?: Evidence };
}

type EventRow = { id: string | null; at: Date; event: PushTokenEventName; detail: PushTokenEvent['detail']; total: number };

// One row without an event tells that the token is there and nothing of it is: no row, that it is not. `$3`: whose it has to be, null for anybody's.
const historyOf = (total: string, events: string): string => `select e.*, ${total} as total from push_token p
  left join lateral (select id, at, event, detail from push_token_event where tenant_id = $1 and push_token_id = p.id ${events}) e on true
  where p.tenant_id = $1 and p.id = $2 and ($3::text is null or p.user_id = $3)`;

const PAGE: Statement<EventRow> = {
  name: 'push_token_history',
  text: historyOf('(select count(*)::int from push_token_event where tenant_id = $1 and push_token_id = p.id)', 'order by id desc limit $4 offset $5'),
};
const AFTER: Statement<EventRow> = { name: 'push_token_history_after', text: historyOf('0', 'and id < $5 order by id desc limit $4') };

/** What happened to push tokens, as the database noted it. */
export class TokenHistoryRepository {
  constructor(private readonly db: Database) {}

  /** A page of a token's events, newest first; undefined when there is no such token, or it is not this user's. */
  async page(actor: Actor, id: string, userId: string | null, limit: number, offset: number): Promise<{ rows: PushTokenEvent[]; total: number } | undefined> {
    const rows = await this.db.ask(actor, PAGE, id, userId, limit, offset);
    return rows.length === 0 ? undefined : { rows: eventsIn(rows), total: rows[0]!.total };
  }

  /** The events that follow one; undefined as above. */
  async after(actor: Actor, id: string, userId: string | null, limit: number, after: string): Promise<PushTokenEvent[] | undefined> {
    const rows = await this.db.ask(actor, AFTER, id, userId, limit, after);
    return rows.length === 0 ? undefined : eventsIn(rows);
  }
}

const eventsIn = (rows: readonly EventRow[]): PushTokenEvent[] => rows.filter(({ id }) => id !== null).map(({ id, at, event, detail }) => ({ id: id!, at, event, detail }));
