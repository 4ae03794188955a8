import { Notification, type Actor, type NotificationDraft, type Priority } from '@ringpost/domain';
import { tenantOf, type Database, type Tx } from '../database.js';
import type { Statement } from '../fast-path.js';

/** A notification as lists carry it. The id's time is when it was made. */
export interface NotificationRow {
  readonly id: string;
  readonly user_id: string;
  readonly type: string;
  readonly event_type: string | null;
  readonly title: string;
  readonly content: string;
  readonly priority: Priority;
  readonly action_url: string | null;
  readonly metadata: string | null;
  readonly read_at: Date | null;
}

/** A notification as the feed carries it. What was not asked for is absent. */
export interface FeedRow {
  readonly id: string;
  readonly type: string;
  readonly title: string;
  readonly content: string;
  readonly purpose: string | null;
  readonly sender: string | null;
  readonly sender_name?: string | null;
  readonly sender_email?: string | null;
  readonly sender_phone?: string | null;
  readonly receiver_name?: string | null;
  readonly receiver_email?: string | null;
  readonly receiver_phone?: string | null;
  /** Of the share that is pending. */
  readonly credential_sealed?: Buffer | null;
}

/** Which notifications a feed has, and what of them. */
export interface FeedFilter {
  /** Otherwise those alone that are unread and wait for an answer. */
  readonly all: boolean;
  readonly types: readonly string[];
  /** What is told of sender and receiver: nothing, their names, or all that the directory knows. */
  readonly people: 'none' | 'names' | 'all';
  readonly credentials: boolean;
}

/** What a list leaves out. */
export interface InboxFilter {
  readonly unreadOnly: boolean;
  readonly type?: string;
}

/** One of several notifications that are alike: whose it is. */
export interface Copy {
  readonly id: string;
  readonly userId: string;
}

/** The counters of one inbox, exact at any time: they change in the transaction that changes the inbox. */
export interface InboxCounts {
  readonly total: number;
  readonly unread: number;
  readonly last_notification_at: Date | null;
}

type Counted = NotificationRow & { count: number | null };

const COLUMNS = 'id, user_id, type, event_type, title, content, priority, action_url, metadata, read_at';
const MINE = 'tenant_id = $1 and user_id = $2';

// The total is one read of the counter row; the left join keeps it when the page lies past the end.
const pageOf = (name: string, counter: string, where: string): Statement<Counted> => ({
  name,
  text: `select n.*, c.count from (select (select ${counter} from inbox where ${MINE}) as count) c
    left join lateral (select ${COLUMNS} from notification where ${MINE} ${where} order by id desc limit $3 offset $4) n on true`,
});
const typedPageOf = (name: string, where: string): Statement<Counted> => ({
  name,
  text: `select n.*, c.count from (select count(*)::int as count from notification where ${MINE} and type = $5 ${where}) c
    left join lateral (select ${COLUMNS} from notification where ${MINE} and type = $5 ${where} order by id desc limit $3 offset $4) n on true`,
});
const afterOf = (name: string, where: string): Statement<NotificationRow> => ({
  name,
  text: `select ${COLUMNS} from notification where ${MINE} and id < $4 and ($5::text is null or type = $5) ${where} order by id desc limit $3`,
});

const UNREAD = 'and read_at is null';
const PAGES = { all: pageOf('inbox_page', 'total', ''), unread: pageOf('inbox_unread', 'unread', UNREAD) };
const TYPED = { all: typedPageOf('inbox_page_of_type', ''), unread: typedPageOf('inbox_unread_of_type', UNREAD) };
const AFTER = { all: afterOf('inbox_after', ''), unread: afterOf('inbox_unread_after', UNREAD) };

const PENDING = 'and read_at is null and closed_at is null';
const NAMES = ', s.name as sender_name, r.name as receiver_name';
const PEOPLE = { none: '', names: NAMES, all: `${NAMES}, s.email as sender_email, s.phone as sender_phone, r.email as receiver_email, r.phone as receiver_phone` };
const DIRECTORY = 'left join recipient s on s.tenant_id = $1 and s.user_id = n.sender left join recipient r on r.tenant_id = $1 and r.user_id = $2';
// By the unique index of shares, row for row and only where something is open: a join would be free to read every share of the tenant.
const CREDENTIAL = `, case when n.closed_at is null and n.purpose is not null then
  (select c.credential_sealed from share c where c.tenant_id = $1 and c.notification_id = n.id and c.udid = n.purpose and c.user_id = $2 and c.status = 'pending') end as credential_sealed`;

// Each type is read from its own place in the index, as far as the list can need it. A parameter for each, and not a list of them:
// PostgreSQL would take a list for one that may be short, and plan every month of the table anew for each request.
function feedOf({ all, types, people, credentials }: FeedFilter): Statement<FeedRow> {
  const ofType = (i: number): string =>
    `select id, type, title, content, purpose, sender_id as sender, closed_at from notification where ${MINE} and type = $${i + 4} ${all ? '' : PENDING} order by id desc limit $3`;
  const newest = types.length === 1 ? ofType(0) : `${types.map((_, i) => `(${ofType(i)})`).join(' union all ')} order by id desc limit $3`;
  return {
    name: `feed_${types.length}${all ? '' : '_pending'}${people === 'none' ? '' : `_people_${people}`}${credentials ? '_credentials' : ''}`,
    text: `select n.id, n.type, n.title, n.content, n.purpose, n.sender${PEOPLE[people]}${credentials ? CREDENTIAL : ''}
      from (${newest}) n ${people === 'none' ? '' : DIRECTORY} order by n.id desc`,
  };
}

const COUNTS: Statement<InboxCounts> = { name: 'inbox_counts', text: `select total, unread, last_notification_at from inbox where ${MINE}` };
const ONE: Statement<NotificationRow> = { name: 'inbox_one', text: `select ${COLUMNS} from notification where ${MINE} and id = $3` };

const COPY = `insert into notification (tenant_id, id, user_id, type, event_type, title, content, priority, action_url, metadata, sender_id, purpose)
  select $1, n.id, n.user_id, $4, $5, $6, $7, $8, $9, $10, $11, $12 from unnest($2::uuid[], $3::text[]) as n (id, user_id)`;
const COPIES_AT_ONCE = 5_000;

/** Inboxes: the notifications and, beside them, their counters. */
export class InboxRepository {
  private readonly feeds = new Map<string, Statement<FeedRow>>();

  constructor(private readonly db: Database) {}

  /** A page of the caller's inbox and the exact number of rows in the whole list. */
  async page(actor: Actor, { unreadOnly, type }: InboxFilter, limit: number, offset: number): Promise<{ rows: NotificationRow[]; total: number }> {
    const which = unreadOnly ? 'unread' : 'all';
    const rows = type === undefined ? await this.db.ask(actor, PAGES[which], actor.userId, limit, offset) : await this.db.ask(actor, TYPED[which], actor.userId, limit, offset, type);
    const total = rows[0]?.count ?? 0;
    return { rows: rows.length === 1 && rows[0]!.id === null ? [] : rows, total };
  }

  /** What follows an id in the list. */
  after(actor: Actor, { unreadOnly, type }: InboxFilter, limit: number, after: string): Promise<NotificationRow[]> {
    return this.db.ask(actor, AFTER[unreadOnly ? 'unread' : 'all'], actor.userId, limit, after, type ?? null);
  }

  /** The newest of some types. Each type is to be named once. */
  feed(actor: Actor, filter: FeedFilter, limit: number): Promise<FeedRow[]> {
    return this.db.ask(actor, this.feedFor(filter), actor.userId, limit, ...filter.types);
  }

  private feedFor(filter: FeedFilter): Statement<FeedRow> {
    const key = `${filter.types.length} ${filter.all} ${filter.people} ${filter.credentials}`;
    let statement = this.feeds.get(key);
    if (statement === undefined) this.feeds.set(key, (statement = feedOf(filter)));
    return statement;
  }

  async counts(actor: Actor): Promise<InboxCounts> {
    const [row] = await this.db.ask(actor, COUNTS, actor.userId);
    return row ?? { total: 0, unread: 0, last_notification_at: null };
  }

  async one(actor: Actor, id: string): Promise<NotificationRow | undefined> {
    return (await this.db.ask(actor, ONE, actor.userId, id))[0];
  }

  /** Adds notifications, at most one for each user, and counts them. The users' counters are locked in one order everywhere: that of their bytes. */
  async add(tx: Tx, notifications: readonly Notification[], at: Date): Promise<void> {
    await this.countIn(tx, notifications.map(({ userId }) => userId), at);
    for (const notification of notifications) tx.em.persist(notification);
    await tx.em.flush();
  }

  /** Adds the same to several inboxes, each under an id of its own, and counts it. Its words go to the database once. */
  async addCopies(tx: Tx, { type, eventType, title, content, priority, actionUrl, metadata, sender, purpose }: Notification, copies: readonly Copy[], at: Date): Promise<void> {
    await this.countIn(tx, copies.map(({ userId }) => userId), at);
    const same = [type, eventType, title, content, priority, actionUrl, metadata, sender, purpose];
    // Part by part, so that others get their turn meanwhile.
    for (let i = 0; i < copies.length; i += COPIES_AT_ONCE) {
      const part = copies.slice(i, i + COPIES_AT_ONCE);
      await tx.change(COPY, [tenantOf(tx), part.map(({ id }) => id), part.map(({ userId }) => userId), ...same]);
    }
  }

  private async countIn(tx: Tx, users: readonly string[], at: Date): Promise<void> {
    await tx.sql(
      `insert into inbox as i (tenant_id, user_id, total, unread, last_notification_at) select $1, u, 1, 1, $3 from unnest($2::text[]) as u order by u collate "C"
       on conflict (tenant_id, user_id) do update set total = i.total + 1, unread = i.unread + 1, last_notification_at = greatest(i.last_notification_at, $3)`,
      [tenantOf(tx), users, at],
    );
  }

  /**
   * Locks several inboxes, for a transaction that changes more than one: before all else, and in the one order. Those that are
   * missing are made, or somebody else's first notification could be waited for in a circle.
   */
  async claim(tx: Tx, userIds: readonly string[], at: Date): Promise<void> {
    await tx.sql(
      `insert into inbox as i (tenant_id, user_id, total, unread, last_notification_at) select $1, u, 0, 0, $3 from unnest($2::text[]) as u order by u collate "C"
       on conflict (tenant_id, user_id) do update set total = i.total`,
      [tenantOf(tx), [...new Set(userIds)], at],
    );
  }

  /** Lets one ask anew in other words, unread; false when there is no such notification. */
  async renew(tx: Tx, userId: string, id: string, words: Pick<NotificationDraft, 'content' | 'metadata'>): Promise<boolean> {
    await this.lock(tx, userId);
    const notification = await tx.em.findOne(Notification, { id, userId }, { refresh: true });
    if (!notification) return false;
    const wasRead = notification.readAt !== null;
    notification.renew(words);
    await tx.em.flush();
    if (wasRead) await this.count(tx, userId, 0, 1);
    return true;
  }

  /** Closes notifications of inboxes that are locked; those that are gone are passed over. */
  async close(tx: Tx, ids: readonly string[], at: Date): Promise<void> {
    if (ids.length === 0) return;
    const open = await tx.em.find(Notification, { id: { $in: [...ids] }, closedAt: null }, { refresh: true });
    const unread = open.filter(({ readAt }) => readAt === null);
    for (const notification of open) notification.close(at);
    await tx.em.flush();
    await tx.change(
      `update inbox i set unread = i.unread - v.n from (select u, count(*)::int as n from unnest($2::text[]) as u group by u) v where i.tenant_id = $1 and i.user_id = v.u`,
      [tenantOf(tx), unread.map(({ userId }) => userId)],
    );
  }

  /** Marks one read or unread; 1 when that changed it, 0 when it was so, undefined when there is no such notification. */
  async mark(tx: Tx, userId: string, id: string, readAt: Date | null): Promise<0 | 1 | undefined> {
    await this.lock(tx, userId);
    const notification = await tx.em.findOne(Notification, { id, userId });
    if (!notification) return undefined;
    if ((notification.readAt === null) === (readAt === null)) return 0;
    notification.readAt = readAt;
    await tx.em.flush(); // statements that follow in this transaction count rows, not entities
    await this.count(tx, userId, 0, readAt === null ? 1 : -1);
    return 1;
  }

  /** Marks all read. Answers how many were not. */
  async markAll(tx: Tx, userId: string, readAt: Date): Promise<number> {
    await this.lock(tx, userId);
    const changed = await tx.change(`update notification set read_at = $3 where ${MINE} ${UNREAD}`, [tenantOf(tx), userId, readAt]);
    if (changed > 0) await this.count(tx, userId, 0, -changed);
    return changed;
  }

  /** Removes one; false when there is no such notification. */
  async remove(tx: Tx, userId: string, id: string): Promise<boolean> {
    await this.lock(tx, userId);
    const notification = await tx.em.findOne(Notification, { id, userId });
    if (!notification) return false;
    tx.em.remove(notification);
    await tx.em.flush();
    await this.count(tx, userId, -1, notification.readAt === null ? -1 : 0);
    return true;
  }

  private async lock(tx: Tx, userId: string): Promise<void> {
    await tx.sql(`select 1 from inbox where ${MINE} for update`, [tenantOf(tx), userId]);
  }

  private async count(tx: Tx, userId: string, total: number, unread: number): Promise<void> {
    await tx.change(`update inbox set total = total + $3, unread = unread + $4 where ${MINE}`, [tenantOf(tx), userId, total, unread]);
  }
}
