import type { Environment, Lane, OutcomeKind, Purpose, PushTokenState, Step } from '@ringpost/domain';
import type { Database } from '../database.js';
import type { DeliveryKey } from './socket-delivery.repository.js';
import { sendStatements } from './send-statements.js';
import { valueList } from './value-list.js';

/** Where processes tell each other that deliveries wait, by their lane. */
export const SEND_CHANNEL = 'ringpost_send';

/** A delivery that this process has to send now, with all that it takes. */
export interface ClaimedRow {
  readonly tenant_id: string;
  readonly id: string;
  /** Of the claim, over all processes: who has a lower one lost the lease. */
  readonly number: number;
  /** How often an account failed it before. */
  readonly tries: number;
  readonly pool: string;
  readonly message_id: string;
  readonly push_token_id: string | null;
  readonly address_sealed: Buffer | null;
  readonly has_detour: boolean;
  /** Until it is worthless. */
  readonly ms_left: number;
  /** In how many pools something waited, and the last one that something was taken of. */
  readonly pools: number;
  /** The batch went as far as the last of them. */
  readonly is_end: boolean;
  readonly last_tenant: string;
  readonly last_pool: string;
  /** Null where the token has ended since, or there never was one. */
  readonly token_sealed: Buffer | null;
  readonly environment: Environment | null;
  readonly app_id: string | null;
  readonly purpose: Purpose | null;
  readonly state: PushTokenState | null;
  readonly has_evidence: boolean;
  readonly payload_sealed: Buffer | null;
  /** It is of a ring that nobody has to answer any more. */
  readonly ring_over: boolean;
}

/** What a process asks for. */
export interface Claim {
  readonly lane: Lane;
  /** The tenant and the pool after which the turn goes on; two empty texts for the first. */
  readonly after: readonly [tenantId: string, pool: string];
  readonly most: number;
  /** How many may be taken of pools that take less than a fair share, by `<tenant> <pool>`. */
  readonly limits: ReadonlyMap<string, number>;
  /** How many may be taken of others. */
  readonly unknown: number;
  readonly leaseMs: number;
}

/** What came of a try, and what follows from it. */
export interface Settlement extends DeliveryKey {
  readonly number: number;
  readonly step: Step;
  /** Left out: nothing was tried. */
  readonly outcome?: OutcomeKind | 'skipped';
  readonly provider?: string;
  readonly accountId?: string;
  /** A word for why: the provider's own where it has one. */
  readonly reason?: string;
  /** Of the try. */
  readonly durationMs: number;
  /** When the try began, by `performance.now()`. */
  readonly begunAt?: number;
  /** The id of the delivery that takes another way to the phone when this one has failed. */
  readonly detourId?: string;
}

/** What the settling of a delivery led to beside what was asked for. */
export interface SettledRow {
  readonly tenant_id: string;
  readonly id: string;
  readonly status: string;
  readonly detour_id: string | null;
  readonly detour_pool: string | null;
  readonly detour_lane: Lane | null;
}

export type ExpiredRow = { readonly id: string };

/** A part of an audience that is to be expanded into deliveries. */
export interface ChunkRow {
  readonly tenant_id: string;
  readonly id: string;
  readonly message_id: string;
  readonly plan: unknown;
  readonly recipients_sealed: Buffer;
}

/** At most so many pools are looked into in one turn. */
export const POOLS_IN_A_TURN = 64;

/** The order in which everybody locks several: two who met them crosswise would wait for each other. */
const inOrder = <Key extends DeliveryKey>(keys: readonly Key[]): Key[] => keys.toSorted((a, b) => (a.id < b.id ? -1 : a.id > b.id ? 1 : 0));

/** The deliveries of every tenant that workers send: the delivery log as a queue. Reached as the system only. */
export class SendQueueRepository {
  private readonly sql: ReturnType<typeof sendStatements>;

  /** @param now when the process began: months that were too old for a delivery to live then are left out of every plan. */
  constructor(private readonly db: Database, now: Date) {
    this.sql = sendStatements(now);
  }

  /** Takes what is due under a lease, in turn from every pool in which something waits. */
  claim({ lane, after: [tenantId, pool], most, limits, unknown, leaseMs }: Claim): Promise<ClaimedRow[]> {
    return this.db.askAsSystem('sending', this.sql.claim, lane, tenantId, pool, POOLS_IN_A_TURN, most, valueList([...limits.keys()]), valueList([...limits.values()]), leaseMs, unknown);
  }

  /** Keeps what is still under way. */
  async extend(held: readonly (DeliveryKey & { readonly number: number })[], leaseMs: number): Promise<void> {
    const keys = inOrder(held);
    await this.db.askAsSystem('sending', this.sql.extend, valueList(keys.map((h) => h.tenantId)), valueList(keys.map((h) => h.id)), valueList(keys.map((h) => h.number)), leaseMs);
  }

  /** Writes down what came of tries, and what follows. Answers what was cancelled meanwhile, and which detours were taken. */
  settle(settlements: readonly Settlement[]): Promise<SettledRow[]> {
    const now = performance.now(), ordered = inOrder(settlements);
    const column = (of: (settlement: Settlement) => string | number | null | undefined): string => valueList(ordered.map(of));
    return this.db.askAsSystem('sending', this.sql.settle,
      column((s) => s.tenantId), column((s) => s.id), column((s) => s.number), column((s) => s.step.status), column((s) => errorOf(s.step)), column((s) => s.step.response),
      column((s) => (s.step.status === 'sent' ? s.step.providerRef : null)), column((s) => (s.step.status === 'pending' ? s.step.delayMs : 0)), column((s) => s.outcome), column((s) => s.reason ?? errorOf(s.step)),
      column((s) => s.provider), column((s) => s.accountId), column((s) => Math.round(s.durationMs)), column((s) => s.detourId), column((s) => (s.begunAt === undefined ? 0 : Math.round(now - s.begunAt))));
  }

  /** Ends what is past its time in a pool that nobody sends from just now. Answers how many, at most so many. */
  async expire(lane: Lane, tenantId: string, pool: string, most: number): Promise<number> {
    return (await this.db.askAsSystem('sending', this.sql.expire, lane, tenantId, pool, most)).length;
  }

  /** Lets go what was scheduled for now. Answers the lanes and pools that something came into. */
  release(most: number): Promise<{ lane: string; pool: string | null }[]> {
    return this.db.askAsSystem('sending', this.sql.release, most);
  }

  /** Takes a part of an audience of a tenant after the given one, which comes up again when nobody finished it by then. */
  async chunk(leaseMs: number, afterTenant: string): Promise<ChunkRow | undefined> {
    return (await this.db.askAsSystem('sending', this.sql.chunk, leaseMs, afterTenant))[0];
  }
}

const errorOf = (step: Step): string | null => (step.status === 'sent' ? null : step.error);
