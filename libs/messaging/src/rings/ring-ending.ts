import { toTypeId, type Actor, type Clock, type Delivery, type IdGenerator, type Ring, type RingEndContent, type Vault } from '@ringpost/domain';
import type { AcceptanceRepository, ReachableToken, RingRepository, TargetRow, Tx } from '@ringpost/persistence';
import type { DeliveryMaker, MadeOf } from '../sending/delivery-maker.js';
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
    const deliveries = await this.deliveries(actor, { tenantId: actor.tenantId, messageId, content, lane: 'ring', now }, targets);
    if (deliveries.length === 0) return;
    const payloadSealed = this.vault.seal(JSON.stringify(content), messageContext(actor.tenantId));
    await this.acceptances.accept(actor, { message: { id: messageId, payloadSealed }, deliveries, ttlSeconds: END_TTL_S });
    this.wakeUps.queued(deliveries);
  }

  /** By the way that the ring took, once; instead of by VoIP, by the phone's token for messages. */
  private async deliveries(actor: Actor, made: MadeOf, targets: readonly TargetRow[]): Promise<Delivery[]> {
    const { calls = [], others = [] } = Object.groupBy(targets, (target) => (isCall(target) ? 'calls' : 'others'));
    const tokens = calls.length === 0 ? [] : await this.acceptances.reachable(actor, { userIds: [...new Set(calls.map(({ user_id }) => user_id))], purposes: ['message'] });
    const told = new Set(others.map(({ push_token_id }) => push_token_id));
    const instead = new Set(calls.flatMap((call) => tokens.findLast((token) => isOfPhone(token, call)) ?? []).filter(({ id }) => !told.has(id)));
    return [...others.map((target) => this.make.again(made, target)), ...[...instead].map((token) => this.make.push(made, [token]))];
  }
}

// Where it is not known whether the provider took it.
const UNCERTAIN: readonly (string | null)[] = ['timeout', 'reset', 'goaway', 'expired'];

/** Builds on the push socket know no end of a ring. What a worker has in hand, or a provider did not answer to, may be on its way already. */
const mayRing = ({ status, error, attempts, provider, push_token_id }: TargetRow): boolean =>
  push_token_id !== null && provider !== 'socket' &&
  (status === 'sent' || status === 'delivered' || (attempts > 0 && (status === 'pending' || (status === 'failed' && UNCERTAIN.includes(error)))));

/** iOS ends an app that a VoIP push woke and that reports no call, and brings it none after that: an end must not come so. */
const isCall = ({ provider, purpose }: TargetRow): boolean => provider === 'apns' && purpose !== 'message';

const isOfPhone = ({ provider, user_id, device_id, app_id }: ReachableToken, call: TargetRow): boolean =>
  provider === 'apns' && user_id === call.user_id && device_id !== null && device_id === call.device_id && app_id === call.app_id;

/** How a ring stands, as it is answered. */
export const stateOf = (ring: Ring, now: Date): RingState => {
  const status = ring.statusAt(now);
  return { id: ring.id, status, ...(status === 'answered' && { answeredBy: ring.endedBy! }) };
};
