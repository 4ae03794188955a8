import type { Claimed, Line, SocketDelivery } from '@ringpost/messaging';
import type { DeliveryKey } from '@ringpost/persistence';
import type { PhoneConnection } from '../socket/phone-connection.js';

// A phone that never confirms gets no more than this.
const MOST_UNCONFIRMED = 500;

/** A phone that is connected, with what was written to it since it was last heard of. */
export class HeldLine {
  /** The token's hash, as looks name it. */
  readonly key: string;
  /** Its deliveries are being asked for. */
  attended = false;
  /** Where to go on asking. */
  after: Claimed['last'];
  private unconfirmed = new Map<string, DeliveryKey>();

  constructor(readonly line: Line, readonly connection: PhoneConnection) {
    this.key = line.tokenHash.toString('hex');
  }

  /** Nothing can be written to it now: it does not read, or does not confirm. */
  get isBlocked(): boolean {
    return this.connection.isBehind || this.unconfirmed.size >= MOST_UNCONFIRMED;
  }

  /** Whether a delivery was written to it and not confirmed. */
  awaits(id: string): boolean {
    return this.unconfirmed.has(id);
  }

  /** Writes a delivery. False when that is not possible now. */
  write({ tenantId, id, payload }: SocketDelivery): boolean {
    if (this.isBlocked || !this.connection.sendEvent(payload)) return false;
    this.unconfirmed.set(id, { tenantId, id });
    return true;
  }

  /** The phone was heard of: what was written to it has arrived. */
  confirm(): readonly DeliveryKey[] {
    if (this.unconfirmed.size === 0) return NOTHING;
    const arrived = [...this.unconfirmed.values()];
    this.unconfirmed = new Map();
    return arrived;
  }
}

const NOTHING: readonly DeliveryKey[] = [];
