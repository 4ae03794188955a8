import { LRUCache } from 'lru-cache';
import type { Vault } from '@ringpost/domain';
import type { DeliveryKey, DueQuery, Presence, SocketDeliveryRepository, SocketDeliveryRow } from '@ringpost/persistence';
import { phoneText } from './phone-text.js';

/** A delivery that this process has to write to a connection. `line`: the token's hash in hexadecimal. */
export interface SocketDelivery extends DeliveryKey {
  readonly line: string;
  readonly payload: string;
}

/** What a process looks for; `after`: the `last` of the part before. */
export type Look = Omit<DueQuery, 'process'>;

/** Deliveries to be written now. `last`: there may be more, after this one. */
export interface Claimed {
  readonly deliveries: readonly SocketDelivery[];
  readonly last: DueQuery['after'];
}

/** What payloads of a tenant's messages are sealed under. */
export const messageContext = (tenantId: string): string => `message ${tenantId}`;

const AT_ONCE = 1_000, FOR_ONE = 100;
const PAYLOAD_CHARACTERS = 16_000_000;
const UNREADABLE_MS = 60_000;

/** Where a message that cannot be read is told of. */
export interface PayloadLog {
  error(context: object, message: string): void;
}

/** Deliveries over the push socket: made by the process that holds the connection, and by no other. */
export class SocketDeliveryService {
  // One message may go to ten thousand phones: it is opened and put into their words once.
  private readonly payloads = new LRUCache<string, string>({ maxSize: PAYLOAD_CHARACTERS, sizeCalculation: (payload) => payload.length + 100 });

  /** Told of already: those that nobody can open, or nobody yet, where another process has a newer key; and those that are nothing for phones. */
  private readonly unreadable = new LRUCache<string, 'sealed' | 'refused'>({ max: 10_000, ttl: UNREADABLE_MS });

  constructor(
    private readonly deliveries: SocketDeliveryRepository,
    private readonly vault: Vault,
    private readonly process: number,
    private readonly log: PayloadLog,
  ) {}

  /** What is due for the phones of this process, the oldest first. */
  async due(look: Look): Promise<Claimed> {
    const rows = await this.deliveries.due({ ...look, process: this.process }, AT_ONCE);
    return { deliveries: await this.opened(rows), last: rows.length === AT_ONCE ? rows.at(-1) : undefined };
  }

  /** What a phone which just connected, or reads again, has not confirmed: rings first, then the oldest; after the `last` of the part before. */
  async forPhone({ tokenHash }: Presence, after?: Claimed['last']): Promise<Claimed> {
    const rows = await this.deliveries.forPhone(tokenHash, after, FOR_ONE);
    return { deliveries: await this.opened(rows), last: rows.length === FOR_ONE ? rows.at(-1) : undefined };
  }

  /** Notes what was written. */
  async sent(keys: readonly DeliveryKey[]): Promise<void> {
    await this.deliveries.sent(keys);
  }

  /** Notes what phones confirmed: final. */
  async delivered(keys: readonly DeliveryKey[]): Promise<void> {
    await this.deliveries.delivered(keys);
  }

  /** Ends what is past its time. Answers how many, at most a thousand. */
  expire(): Promise<number> {
    return this.deliveries.expire(AT_ONCE);
  }

  private async opened(rows: readonly SocketDeliveryRow[]): Promise<SocketDelivery[]> {
    const payloads = await this.read(rows);
    const refused = rows.filter((row) => this.unreadable.get(keyOf(row.tenant_id, row.message_id)) === 'refused');
    if (refused.length > 0) await this.deliveries.refused(refused.map(({ tenant_id: tenantId, id }) => ({ tenantId, id })));
    return rows.flatMap((row) => {
      const payload = payloads.get(keyOf(row.tenant_id, row.message_id));
      return payload === undefined ? [] : [{ tenantId: row.tenant_id, id: row.id, line: row.socket_hash.toString('hex'), payload }];
    });
  }

  /** Payloads by tenant and message. All of them: so many large ones may come at once that they are not all remembered. */
  private async read(rows: readonly SocketDeliveryRow[]): Promise<ReadonlyMap<string, string>> {
    const found = new Map<string, string>(), missing = new Map<string, DeliveryKey>();
    for (const { tenant_id, message_id, payload_sealed } of rows) {
      const key = keyOf(tenant_id, message_id);
      if (found.has(key) || this.unreadable.has(key)) continue;
      const payload = this.payloads.get(key) ?? (payload_sealed === null ? undefined : this.open({ tenantId: tenant_id, id: message_id }, payload_sealed));
      if (payload !== undefined) found.set(key, payload);
      else if (payload_sealed === null) missing.set(key, { tenantId: tenant_id, id: message_id });
    }
    if (missing.size === 0) return found;
    for (const { tenant_id, id, payload_sealed } of await this.deliveries.payloads([...missing.values()])) {
      const payload = this.open({ tenantId: tenant_id, id }, payload_sealed);
      if (payload !== undefined) found.set(keyOf(tenant_id, id), payload);
    }
    return found;
  }

  /** One that cannot be opened, or is nothing for phones, must not hold up the others. */
  private open(message: DeliveryKey, sealed: Buffer): string | undefined {
    const key = keyOf(message.tenantId, message.id);
    let stored: string | undefined;
    try {
      stored = this.vault.open(sealed, messageContext(message.tenantId));
      const payload = phoneText(stored, message.id);
      this.payloads.set(key, payload);
      return payload;
    } catch (error) {
      this.unreadable.set(key, stored === undefined ? 'sealed' : 'refused');
      this.log.error({ err: error, message: key }, 'a message cannot be read, and so not be delivered');
      return undefined;
    }
  }
}

const keyOf = (tenantId: string, id: string): string => `${tenantId} ${id}`;
