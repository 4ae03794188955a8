import { setImmediate as othersTurn } from 'node:timers/promises';
import { DomainError, invalidField, phoneNumberOf, type Actor, type Clock, type FieldError, type IdGenerator, type MessageContent, type ProviderKinds } from '@ringpost/domain';
import type { Database, DeliveryRow } from '@ringpost/persistence';
import { checkPhoneText } from '../socket/phone-text.js';
import type { KeyInHand } from '../operations/idempotency.service.js';
import { bulkContent, type Audience, type AudiencePlan } from './audience.js';
import type { MadeOf } from './delivery-maker.js';
import { isEmailAddress } from './email-address.js';
import type { MessageWriter } from './message-writer.js';
import type { BulkRequest } from './requests.js';
import { MESSAGE_TTL_S, dueAt, requireNoControls, type Due } from './schedule.js';
import { rowOf } from './send.service.js';

/** What was accepted for many. */
export interface BulkAccepted {
  readonly messageId: string;
  readonly recipients: number;
  /** Rows of the log; empty while the audience is still to be expanded. */
  readonly rows: readonly DeliveryRow[];
}

/** So many are written down with the message; a larger audience by workers, part by part. */
const AT_ONCE = 1_000;
const MOST = 500_000, MOST_ERRORS = 20;

/** The same message to many. */
export class BulkService {
  constructor(
    private readonly db: Database,
    private readonly audience: Audience,
    private readonly messages: MessageWriter,
    private readonly kinds: ProviderKinds,
    private readonly clock: Clock,
    private readonly ids: IdGenerator,
  ) {}

  /**
   * Accepts a message to many: in one transaction the message, its key and its audience, or all its deliveries when they are few. Whom it
   * is for is read before that. Errors: `scope_missing`, `invalid_request`, `payload_too_large`, `cancel_key_taken`; `KeyTaken`.
   */
  async send(actor: Actor, request: BulkRequest, key?: KeyInHand<BulkAccepted>): Promise<BulkAccepted> {
    actor.require('communication:send');
    const { channel, subject, userId = actor.userId, cancelKey } = request;
    if (channel !== 'sms' && !subject) throw invalidField('subject', 'required', `subject is required for ${channel}`);
    if (subject !== undefined) requireNoControls('subject', subject);
    const recipients = await recipientsOf(request), now = this.clock.now(), due = dueAt(request, now);
    const content = bulkContent(channel, subject, request.content);
    if (channel === 'push') this.checkSize(content);
    const made: MadeOf = { tenantId: actor.tenantId, messageId: this.ids.next(now), content, lane: 'bulk', now, status: due.status };
    const isLarge = recipients.length > AT_ONCE;
    return this.db.run(actor, async (tx) => {
      const deliveries = isLarge ? [] : await this.audience.deliveries(made, channel, userId, recipients);
      const accepted = { messageId: made.messageId, recipients: recipients.length, rows: deliveries.map(rowOf) };
      await this.messages.write(actor, made, deliveries, { sendAt: due.sendAt, cancelKey, key: key && { ...key, ...key.answer(accepted), now } });
      if (isLarge) await this.audience.keep(tx, made, planOf(channel, userId, due, now), recipients, due.sendAt);
      return accepted;
    });
  }

  /** By every way that there is: who of so many has which phone is not known yet. */
  private checkSize(content: MessageContent): void {
    checkPhoneText(content);
    for (const name of this.kinds.names) if (this.kinds.get(name)!.channel === 'push') this.kinds.get(name)!.check(content, 'message');
  }
}

const planOf = (channel: BulkRequest['channel'], userId: string, { sendAt = undefined }: Due, now: Date): AudiencePlan => ({ channel, userId, expiresAt: (sendAt ?? now).getTime() + MESSAGE_TTL_S * 1_000, sendAt: sendAt?.getTime() });

/** Everybody once, in the form that providers want. Errors: `invalid_request`, naming the first that are none. */
async function recipientsOf({ channel, recipients }: BulkRequest): Promise<string[]> {
  const read = { sms: phoneNumberOf, email: (text: string) => (isEmailAddress(text) ? text : undefined), push: (text: string) => (text.length > 0 && text.length <= 128 ? text : undefined) }[channel];
  const found = new Set<string>(), faults: FieldError[] = [];
  for (const [i, recipient] of recipients.entries()) {
    if (i % AT_ONCE === AT_ONCE - 1) await othersTurn(); // half a million numbers take seconds to read
    const address = read(recipient);
    if (address !== undefined) found.add(address);
    else if (faults.push({ field: `recipients[${i}]`, code: 'format', description: `recipients[${i}] cannot be sent to by ${channel}` }) >= MOST_ERRORS) break;
  }
  if (faults.length > 0) throw new DomainError('invalid_request', { detail: faults[0]!.description, fields: faults });
  if (found.size > MOST) throw invalidField('recipients', 'length', `recipients must be at most ${MOST}`);
  return [...found];
}
