import { toTypeId, type Actor, type Clock, type Delivery, type IdGenerator, type Ring, type RingEndContent, type Vault } from '@ringpost/domain';
import type { AcceptanceRepository, RingRepository, TargetRow, Tx } from '@ringpost/persistence';
import type { DeliveryMaker } from '../sending/delivery-maker.js';
import type { WakeUps } from '../sending/wake-ups.js';
import { messageContext } from '../socket/socket-delivery.service.js';
import type { RingState } from './requests.js';

/** Whose phones stop, and which of them not: the one that the caller holds knows already. */
export interface Stopped {
  /** Everybody's when left out. */
  readonly userId?: string;
  readonly except?: (target: TargetRow) => boolean;
}

// A phone that hears of it later has stopped by itself.
const END_TTL_S = 30;

/** Makes phones stop ringing: what waits is not sent, and whoever has got it is told. */
export class RingEnding {
  constructor(
    private readonly rings: RingRepository,
    private readonly acceptances: AcceptanceRepository,
    private readonly make: DeliveryMaker,
    private readonly wakeUps: WakeUps,
    private readonly vault: Vault,
    private readonly clock: Clock,
    private readonly ids: IdGenerator,
  ) {}

  /** Answers the deliveries of the phones that stop, as they were. In the caller's transaction, with the ring locked. */
  async stop(actor: Actor, tx: Tx, ring: Ring, reason: RingEndContent['reason'], { userId, except = () => false }: Stopped = {}): Promise<TargetRow[]> {
    const targets = await this.rings.stop(tx, ring.id, `ring_${reason}`, userId);
    const told = targets.filter((target) => mayRing(target) && !except(target));
    if (told.length > 0) await this.tell(actor, { kind: 'ring_end', ringId: toTypeId('ring', ring.id), udid: ring.udid, reason, ...(reason !== 'cancelled' && { by: actor.userId }) }, told);
    return targets;
  }

  private async tell(actor: Actor, content: RingEndContent, targets: readonly TargetRow[]): Promise<void> {
    const now = this.clock.now(), messageId = this.ids.next(now);
    const made = { tenantId: actor.tenantId, messageId, content, lane: 'ring', now } as const;
    const deliveries: Delivery[] = targets.map((target) => this.make.again(made, target));
    const payloadSealed = this.vault.seal(JSON.stringify(content), messageContext(actor.tenantId));
    await this.acceptances.accept(actor, { message: { id: messageId, payloadSealed }, deliveries, ttlSeconds: END_TTL_S });
    this.wakeUps.queued(deliveries);
  }
}

/** Builds on the push socket know no end of a ring. What a worker has in hand may be on its way already. */
const mayRing = ({ status, attempts, provider, push_token_id }: TargetRow): boolean =>
  push_token_id !== null && provider !== 'socket' && (status === 'sent' || status === 'delivered' || (status === 'pending' && attempts > 0));

/** How a ring stands, as it is answered. */
export const stateOf = (ring: Ring, now: Date): RingState => {
  const status = ring.statusAt(now);
  return { id: ring.id, status, ...(status === 'answered' && { answeredBy: ring.endedBy! }) };
};
