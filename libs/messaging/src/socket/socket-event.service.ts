import { Actor, Delivery, DomainError, PhoneEvent, RING_TTL_S, RING_TYPE, socketHashOf, type Clock, type DeliveryStatus, type IdGenerator, type PhoneEventContent, type PhoneEventDraft, type Queueing, type Vault } from '@ringpost/domain';
import type { AcceptanceRepository, Database, DeliveryKey, SocketDeliveryRepository } from '@ringpost/persistence';
import type { WakeUps } from '../sending/wake-ups.js';
import { messageContext } from './socket-delivery.service.js';

/** What became of a delivery so far. */
export interface DeliveryState {
  readonly status: DeliveryStatus;
  readonly error: string | null;
  readonly sentAt: Date | null;
  readonly updatedAt: Date;
}

/** Whom an event is for, and how their phone is found. */
interface Reached extends Pick<Queueing, 'pushTokenId' | 'socketHash'> {
  readonly tenantId: string;
  readonly userId: string;
}

const NOBODY = '-';
/** Seconds that an event other than a ring is worth something, when nobody says. */
const TTL_S = 86_400;
const LONGEST_TTL_S = 30 * 86_400;

/** Events for phones on the push socket. Accepting one is storing it. */
export class SocketEventService {
  constructor(
    private readonly db: Database,
    private readonly socket: SocketDeliveryRepository,
    private readonly acceptances: AcceptanceRepository,
    private readonly wakeUps: WakeUps,
    private readonly vault: Vault,
    private readonly clock: Clock,
    private readonly ids: IdGenerator,
  ) {}

  /**
   * Stores an event for the phone with a token of the socket, and wakes whoever holds its connection. Rings are worth 30 seconds, others a
   * day, unless `ttlSeconds` says otherwise. `strangersTenant`: whose log it is in when no phone has registered the token yet; nobody's
   * user is it for then. Errors: `push_token_not_found` when that is not given, or the text is no token of the socket; `invalid_request`.
   */
  async send(token: string, draft: PhoneEventDraft, { ttlSeconds, strangersTenant }: { readonly ttlSeconds?: number; readonly strangersTenant?: string } = {}): Promise<DeliveryKey> {
    const { tenantId, userId, ...phone } = await this.phoneWith(token, draft.type, strangersTenant);
    const now = this.clock.now();
    const messageId = this.ids.next(now);
    new PhoneEvent(draft, messageId, now); // fails now for what no phone could take
    const lane = draft.type === RING_TYPE ? 'ring' : 'message';
    const delivery = new Delivery(tenantId, this.ids.next(now), { userId, channel: 'push', provider: 'socket', recipient: token, content: draft.alert, queueing: { messageId, lane, ...phone } }, now);
    const content: PhoneEventContent = { kind: 'phone_event', draft };
    const message = { id: messageId, payloadSealed: this.vault.seal(JSON.stringify(content), messageContext(tenantId)) };
    await this.acceptances.accept(Actor.of(tenantId, userId), { message, deliveries: [delivery], ttlSeconds: Math.min(ttlSeconds ?? (lane === 'ring' ? RING_TTL_S : TTL_S), LONGEST_TTL_S) });
    this.wakeUps.queued([delivery]);
    return { tenantId, id: delivery.id };
  }

  /** What became of a delivery. Errors: `push_token_not_found`. */
  async stateOf({ tenantId, id }: DeliveryKey): Promise<DeliveryState> {
    const state = await this.db.runAsSystem('push socket', (tx) => this.socket.state(tx, { tenantId, id }));
    if (!state) throw new DomainError('push_token_not_found', { detail: 'the delivery is gone' });
    return state;
  }

  /** The row of the registry that the event is for; the other one's where the phone is in only one. */
  private async phoneWith(token: string, type: number, strangersTenant: string | undefined): Promise<Reached> {
    const socketHash = socketHashOf(token);
    if (socketHash === null) throw new DomainError('push_token_not_found', { detail: 'this is no token of the push socket' });
    const rows = await this.socket.tokens(socketHash);
    const purpose = type === RING_TYPE ? 'ring' : 'message';
    const row = rows.find((each) => each.purpose === purpose) ?? rows[0];
    if (row) return { tenantId: row.tenant_id, userId: row.user_id, pushTokenId: row.id };
    if (strangersTenant === undefined) throw new DomainError('push_token_not_found', { detail: 'no phone is registered with this token of the push socket' });
    return { tenantId: strangersTenant, userId: NOBODY, socketHash };
  }
}
