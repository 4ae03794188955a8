import { Actor, type Channel, type Delivery, type MessageContent } from '@ringpost/domain';
import type { AcceptanceRepository, ReachableToken } from '@ringpost/persistence';
import type { DeliveryMaker, MadeOf } from './delivery-maker.js';
import { messagePhones } from './phones.js';

/** What a part of an audience needs beside its message: kept with it. */
export interface AudiencePlan {
  readonly channel: Channel;
  /** In whose log texts and e-mails are; pushes are in the logs of those who get them. */
  readonly userId: string;
  /** Milliseconds since 1970. */
  readonly expiresAt: number;
}

/** Turns recipients into deliveries. */
export class Audience {
  constructor(private readonly acceptances: AcceptanceRepository, private readonly make: DeliveryMaker) {}

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
