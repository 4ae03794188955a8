import { createHash } from 'node:crypto';
import { DomainError, toTypeId, wordsOf, type Actor, type Clock, type EventContent, type IdGenerator, type ProviderKinds, type Purpose, type Vault } from '@ringpost/domain';
import type { EventAudience, RingRepository } from '@ringpost/persistence';
import type { DeliveryMaker, MadeOf } from '../sending/delivery-maker.js';
import { eventPhones, type Ways } from '../sending/phones.js';
import type { WakeUps } from '../sending/wake-ups.js';
import { checkPhoneText } from '../socket/phone-text.js';
import { messageContext } from '../socket/socket-delivery.service.js';
import type { AcceptedEvent, EventRequest } from './requests.js';

/** The names under which an event is known when it comes again. */
type Names = Pick<Parameters<RingRepository['accept']>[1], 'guidHash' | 'ring'>;

const PURPOSES = { ring: ['ring', 'message'], message: ['message'] } as const satisfies Record<Purpose, readonly Purpose[]>;
const TRIES = 3;

/** What happens at a device, on its way to the phones of its members: asked for in one question, written down in one statement. */
export class EventAcceptance {
  constructor(
    private readonly rings: RingRepository,
    private readonly make: DeliveryMaker,
    private readonly wakeUps: WakeUps,
    private readonly kinds: ProviderKinds,
    private readonly vault: Vault,
    private readonly clock: Clock,
    private readonly ids: IdGenerator,
  ) {}

  /** Accepts it as a ring or as a message, unless it is there already. Errors: `device_not_found`, `nobody_to_ring`, `payload_too_large`. */
  async accept(actor: Actor, request: EventRequest, as: Purpose): Promise<AcceptedEvent> {
    const names = namesOf(request, as);
    for (let tries = 1; ; tries++) {
      const audience = await this.rings.audience(actor, request.device, names.guidHash, PURPOSES[as]);
      if (!audience) throw new DomainError('device_not_found');
      const id = audience.known ?? (await this.store(actor, request, as, names, audience));
      if (typeof id !== 'string') return id;
      const known = await this.rings.summary(actor, id);
      if (known) return { id, ...known };
      // A name was taken for an event that another name then kept from being written.
      if (tries === TRIES) throw new DomainError('unavailable', { retryAfter: 1 });
      await this.rings.forget(actor, names, id);
    }
  }

  /** What was accepted, or the uuid of the same that is there already. */
  private async store(actor: Actor, request: EventRequest, as: Purpose, names: Names, { deviceName, userIds, tokens }: EventAudience): Promise<AcceptedEvent | string> {
    if (userIds.size === 0) throw new DomainError('nobody_to_ring');
    const now = this.clock.now(), messageId = this.ids.next(now);
    const content = contentOf(request, as, deviceName ?? request.device, messageId, now);
    const made: MadeOf = { tenantId: actor.tenantId, messageId, content, lane: as, now };
    const phones = eventPhones(tokens, as);
    this.checkSize(content, phones);
    const deliveries = [...phones.map((ways) => this.make.push(made, ways)), ...unreachable(userIds, phones).map((userId) => this.make.unreachable(made, userId, 'push', 'no_token'))];
    const payloadSealed = this.vault.seal(JSON.stringify(content), messageContext(actor.tenantId));
    const id = await this.rings.accept(actor, { id: messageId, payloadSealed, deliveries, ttlSeconds: request.ttlSeconds, ...names });
    if (id !== messageId) return id;
    this.wakeUps.queued(deliveries);
    return { id, status: 'ringing', targets: phones.length };
  }

  private checkSize(content: EventContent, phones: readonly Ways[]): void {
    const ways = new Map(phones.flat().map(({ provider, purpose }) => [`${provider} ${purpose}`, { provider, purpose }]));
    for (const { provider, purpose } of ways.values()) {
      if (provider === 'socket') checkPhoneText(content);
      else this.kinds.get(provider)?.check(content, purpose);
    }
  }
}

function unreachable(userIds: ReadonlySet<string>, phones: readonly Ways[]): string[] {
  const reached = new Set(phones.map(([{ user_id }]) => user_id));
  return [...userIds].filter((userId) => !reached.has(userId));
}

function contentOf({ device, type, guid, title, body, snapshotUrl, data, ttlSeconds }: EventRequest, as: Purpose, deviceName: string, messageId: string, now: Date): EventContent {
  const id = toTypeId(as === 'ring' ? 'ring' : 'msg', messageId);
  return {
    kind: 'event', udid: device, deviceName, type, guid: guid ?? id, title: title ?? deviceName, body: body ?? wordsOf(type), snapshotUrl, data, at: Math.floor(now.getTime() / 1_000),
    ...(as === 'ring' && { ring: { id, expiresAt: Math.floor(now.getTime() / 1_000) + ttlSeconds } }),
  };
}

// Rings and other events are named apart: an event's guid never answers with a ring, which it has not.
function namesOf({ device, type, guid }: EventRequest, as: Purpose): Names {
  const guidHash = guid === undefined ? undefined : hashOf(as, 'guid', device, guid);
  return as === 'ring' ? { guidHash, ring: { udid: device, type, pressHash: hashOf(as, 'press', device, String(type)) } } : { guidHash };
}

const hashOf = (...parts: string[]): Buffer => createHash('sha256').update(parts.map((part) => `${Buffer.byteLength(part)}:${part}`).join('')).digest();
