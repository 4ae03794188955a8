import {
  DomainError, invalidField, phoneNumberOf,
  type Actor, type Clock, type Delivery, type IdGenerator, type MessageContent, type ProviderKinds, type PushContent, type Vault,
} from '@ringpost/domain';
import type { AcceptanceRepository, DeliveryRow, ReachableToken } from '@ringpost/persistence';
import type { KeyInHand } from '../operations/idempotency.service.js';
import { checkPhoneText } from '../socket/phone-text.js';
import { tokenContext } from '../tokens/push-token.service.js';
import type { DeliveryMaker, MadeOf } from './delivery-maker.js';
import type { MessageWriter } from './message-writer.js';
import { messagePhones } from './phones.js';
import type { Accepted, EmailRequest, PushRequest, Schedule, SmsRequest } from './requests.js';
import { dueAt, requireNoControls, type Due } from './schedule.js';

/** One message to one person. Accepting it is storing it, in one statement; sending it is the workers' affair. */
export class SendService {
  constructor(
    private readonly acceptances: AcceptanceRepository,
    private readonly make: DeliveryMaker,
    private readonly messages: MessageWriter,
    private readonly kinds: ProviderKinds,
    private readonly vault: Vault,
    private readonly clock: Clock,
    private readonly ids: IdGenerator,
  ) {}

  /**
   * A push to every phone of a user, once each. Errors: `scope_missing`, `user_unreachable` (no living token: nothing is stored),
   * `payload_too_large`, `invalid_request`, `cancel_key_taken`; `KeyTaken`.
   */
  async push(actor: Actor, { userId, title, body, data, platform, token, ...schedule }: PushRequest, key?: KeyInHand<Accepted>): Promise<Accepted> {
    actor.require('communication:send');
    const due = dueAt(schedule, this.clock.now());
    const tokenHash = token === undefined ? undefined : this.vault.index(token, tokenContext(actor.tenantId));
    const tokens = await this.acceptances.reachable(actor, { userIds: [userId], purposes: ['message'], platform, tokenHash });
    if (tokens.length === 0) throw new DomainError('user_unreachable');
    const content: PushContent = { kind: 'push', title, body, data };
    this.checkSize(content, tokens);
    const made = this.madeOf(actor, content, due);
    const deliveries = messagePhones(tokens).map((ways) => this.make.push(made, ways));
    await this.accept(actor, made, deliveries, schedule, due, key);
    return { messageId: made.messageId, deliveries: deliveries.length };
  }

  /** A text message. Answers its row of the log. Errors: `scope_missing`, `invalid_request`, `cancel_key_taken`; `KeyTaken`. */
  async sms(actor: Actor, { phone, text, userId = actor.userId, ...schedule }: SmsRequest, key?: KeyInHand<DeliveryRow>): Promise<DeliveryRow> {
    actor.require('communication:send');
    const number = phoneNumberOf(phone);
    if (number === undefined) throw invalidField('phone', 'format', 'phone must be a telephone number');
    const due = dueAt(schedule, this.clock.now()), made = this.madeOf(actor, { kind: 'sms', text }, due);
    return this.one(actor, made, this.make.sms(made, userId, number), schedule, due, key);
  }

  /** An e-mail. Answers its row of the log. Errors as those of `sms`. */
  async email(actor: Actor, { envelope, subject, content, isHtml, userId = actor.userId, ...schedule }: EmailRequest, key?: KeyInHand<DeliveryRow>): Promise<DeliveryRow> {
    actor.require('communication:send');
    requireNoControls('subject', subject);
    const due = dueAt(schedule, this.clock.now());
    const made = this.madeOf(actor, { kind: 'email', subject, ...(isHtml ? { html: content } : { text: content }), transactional: true }, due);
    return this.one(actor, made, this.make.email(made, userId, envelope), schedule, due, key);
  }

  /** Calls off what is scheduled. Answers and errors are those of `MessageWriter.cancel`. */
  cancelScheduled(actor: Actor, by: Parameters<MessageWriter['cancel']>[1]): Promise<number> {
    return this.messages.cancel(actor, by);
  }

  private madeOf({ tenantId }: Actor, content: MessageContent, { status }: Due): MadeOf {
    const now = this.clock.now();
    return { tenantId, messageId: this.ids.next(now), content, lane: 'message', now, status };
  }

  private async one(actor: Actor, made: MadeOf, delivery: Delivery, schedule: Schedule, due: Due, key?: KeyInHand<DeliveryRow>): Promise<DeliveryRow> {
    const row = rowOf(delivery);
    await this.accept(actor, made, [delivery], schedule, due, key && { ...key, answer: () => key.answer(row) });
    return row;
  }

  private async accept(actor: Actor, made: MadeOf, deliveries: readonly Delivery[], { cancelKey }: Schedule, { sendAt }: Due, key?: KeyInHand<Accepted>): Promise<void> {
    const stored = key && { ...key, ...key.answer({ messageId: made.messageId, deliveries: deliveries.length }), now: made.now };
    await this.messages.write(actor, made, deliveries, { sendAt, cancelKey, key: stored });
  }

  private checkSize(content: MessageContent, tokens: readonly ReachableToken[]): void {
    for (const provider of new Set(tokens.map((token) => token.provider))) {
      if (provider === 'socket') checkPhoneText(content);
      else this.kinds.get(provider)?.check(content, 'message');
    }
  }
}

/** A delivery that was just made, as the log lists it. */
export const rowOf = (delivery: Delivery): DeliveryRow => ({
  id: delivery.id, user_id: delivery.userId, channel: delivery.channel, provider: delivery.provider, recipient: delivery.recipient, content: delivery.content, template_id: delivery.templateId,
  status: delivery.status, error: delivery.error, response: delivery.response, sent_at: delivery.sentAt, updated_at: delivery.updatedAt,
});
