import { LRUCache } from 'lru-cache';
import type { Vault } from '@ringpost/domain';
import type { Database, DeliveryKey, Presence, SocketDeliveryRepository, SocketDeliveryRow } from '@ringpost/persistence';

/** A delivery that this process has to write to a connection. `line`: the token's hash in hexadecimal. */
export interface SocketDelivery extends DeliveryKey {
  readonly line: string;
  readonly payload: string;
}

/** Deliveries to be written now. */
export interface Claimed {
  readonly deliveries: readonly SocketDelivery[];
  readonly more: boolean;
}

/** What payloads of a tenant's messages are sealed under. */
export const messageContext = (tenantId: string): string => `message ${tenantId}`;

const AT_ONCE = 1_000, FOR_ONE = 100;
const PAYLOAD_CHARACTERS = 16_000_000;

/** Deliveries over the push socket: claimed by the process that holds the connection. */
export class SocketDeliveryService {
  // One message may go to ten thousand phones: it is opened once.
  private readonly payloads = new LRUCache<string, string>({ maxSize: PAYLOAD_CHARACTERS, sizeCalculation: (payload) => payload.length + 100 });

  constructor(
    private readonly db: Database,
    private readonly deliveries: SocketDeliveryRepository,
    private readonly vault: Vault,
    private readonly process: number,
  ) {}

  /** Claims what became due within the last `windowMs` for the phones of this process, rings first. `more`: there may be more. */
  async due(windowMs: number): Promise<Claimed> {
    const rows = await this.deliveries.due(this.process, windowMs, AT_ONCE);
    return { deliveries: await this.opened(rows), more: rows.length === AT_ONCE };
  }

  /** Claims what a phone which just connected, or reads again, has not confirmed, the oldest first. `more`: there may be more. */
  async forPhone({ tokenHash }: Presence): Promise<Claimed> {
    const rows = await this.deliveries.forPhone(tokenHash, FOR_ONE);
    return { deliveries: await this.opened(rows), more: rows.length === FOR_ONE };
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
    return this.db.runAsSystem('push socket', (tx) => this.deliveries.expire(tx, AT_ONCE));
  }

  private async opened(rows: readonly SocketDeliveryRow[]): Promise<SocketDelivery[]> {
    const payloads = await this.read(rows);
    return rows.flatMap((row) => {
      const payload = payloads.get(keyOf(row.tenant_id, row.message_id));
      return payload === undefined ? [] : [{ tenantId: row.tenant_id, id: row.id, line: row.socket_hash.toString('hex'), payload }];
    });
  }

  /** Payloads by tenant and message. All of them: so many large ones may come at once that they are not all remembered. */
  private async read(rows: readonly SocketDeliveryRow[]): Promise<ReadonlyMap<string, string>> {
    const found = new Map<string, string>(), missing = new Map<string, DeliveryKey>();
    for (const { tenant_id, message_id } of rows) {
      const key = keyOf(tenant_id, message_id), payload = this.payloads.get(key);
      if (payload === undefined) missing.set(key, { tenantId: tenant_id, id: message_id });
      else found.set(key, payload);
    }
    if (missing.size === 0) return found;
    for (const { tenant_id, id, payload_sealed } of await this.deliveries.payloads([...missing.values()])) {
      const key = keyOf(tenant_id, id), payload = this.vault.open(payload_sealed, messageContext(tenant_id));
      this.payloads.set(key, payload);
      found.set(key, payload);
    }
    return found;
  }
}

const keyOf = (tenantId: string, id: string): string => `${tenantId} ${id}`;
