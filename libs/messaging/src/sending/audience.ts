import { Actor, type Channel, type Delivery, type MessageContent, type Vault } from '@ringpost/domain';
import type { AcceptanceRepository, ReachableToken, Tx } from '@ringpost/persistence';
import type { DeliveryMaker, MadeOf } from './delivery-maker.js';
import { audienceContext } from './message-text.js';
import { messagePhones } from './phones.js';
import type { WakeUps } from './wake-ups.js';

/** What a part of an audience needs beside its message: kept with it. */
export interface AudiencePlan {
  readonly channel: Channel;
  /** In whose log texts and e-mails are; pushes are in the logs of those who get them. */
  readonly userId: string;
  /** Milliseconds since 1970. */
  readonly expiresAt: number;
  /** Likewise, when it is not due at once: until then it can be called off. */
  readonly sendAt?: number;
}

/** Recipients of a part. */
const PART = 1_000;

/** Turns recipients into deliveries, or keeps them until workers do. */
export class Audience {
  constructor(
    private readonly acceptances: AcceptanceRepository,
    private readonly make: DeliveryMaker,
    private readonly wakeUps: WakeUps,
    private readonly vault: Vault,
  ) {}

  /** Keeps recipients in sealed parts, each of which workers turn into deliveries from when it is due. */
  async keep(tx: Tx, { tenantId, messageId, now }: MadeOf, plan: AudiencePlan, recipients: readonly string[], dueAt: Date | undefined): Promise<void> {
    const parts = Array.from({ length: Math.ceil(recipients.length / PART) }, (_, i) => ({
      id: this.make.id(now), recipientsSealed: this.vault.seal(JSON.stringify(recipients.slice(i * PART, (i + 1) * PART)), audienceContext(tenantId)),
    }));
    await this.acceptances.addAudience(tx, messageId, plan, parts, dueAt);
    if (dueAt === undefined) this.wakeUps.expandable();
  }

  /** Lets whoever sends know of deliveries, once they are committed. */
  tell(deliveries: readonly Delivery[]): void {
    this.wakeUps.queued(deliveries);
  }

  /** A delivery for each address of each recipient, or one that says why there is none. */
  async deliveries(made: MadeOf, channel: Channel, userId: string, recipients: readonly string[]): Promise<Delivery[]> {
    if (channel === 'sms') return recipients.map((number) => this.make.sms(made, userId, number));
    if (channel === 'email') return recipients.map((address) => this.make.email(made, userId, { to: [address] }));
    const tokens = await this.acceptances.reachable(Actor.of(made.tenantId, userId), { userIds: recipients, purposes: ['message'] });
    const byUser = Map.groupBy(tokens, ({ user_id }) => user_id);
    return recipients.flatMap((recipient) => this.pushes(made, recipient, byUser.get(recipient) ?? []));
  }

  private pushes(made: MadeOf, userId: string, tokens: readonly ReachableToken[]): Delivery[] {
    return tokens.length === 0 ? [this.make.unreachable(made, userId, 'push', 'no_token')] : messagePhones(tokens).map((ways) => this.make.push(made, ways));
  }
}

/** What a bulk message says on a channel. */
export function bulkContent(channel: Channel, subject: string | undefined, content: string): MessageContent {
  switch (channel) {
    case 'sms':
      return { kind: 'sms', text: content };
    case 'email':
      return { kind: 'email', subject: subject!, text: content, transactional: false };
    case 'push':
      return { kind: 'push', title: subject!, body: content };
  }
}
