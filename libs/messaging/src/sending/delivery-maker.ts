import { Delivery, maskRecipient, poolOf, type Detour, type EmailEnvelope, type IdGenerator, type Lane, type MessageContent, type Vault } from '@ringpost/domain';
import type { ReachableToken, TargetRow } from '@ringpost/persistence';
import { tokenContext } from '../tokens/push-token.service.js';
import { addressContext, logText } from './message-text.js';

/** A message, as far as its deliveries are alike. */
export interface MadeOf {
  readonly tenantId: string;
  readonly messageId: string;
  readonly content: MessageContent;
  readonly lane: Lane;
  /** The time of the deliveries' ids. */
  readonly now: Date;
  readonly status?: 'pending' | 'scheduled';
}

/** Where a push went. */
export type AddressedRow = Pick<TargetRow, 'user_id' | 'provider' | 'pool' | 'recipient' | 'push_token_id'>;

/** Makes deliveries of messages: one for each address. */
export class DeliveryMaker {
  constructor(private readonly vault: Vault, private readonly ids: IdGenerator) {}

  /** To a phone: by the first of its tokens, and by the others when that fails. */
  push(made: MadeOf, [token, ...others]: readonly [ReachableToken, ...ReachableToken[]]): Delivery {
    const { provider } = token;
    return this.make(made, {
      userId: token.user_id, channel: 'push', provider, recipient: this.addressOf(made.tenantId, token),
      queueing: { messageId: made.messageId, lane: made.lane, pushTokenId: token.id, pool: poolFor(token) ?? undefined, fallback: others.map((other) => this.detour(made.tenantId, other)) },
    });
  }

  /** To where another delivery went, by the same token. `recipient`: masked. */
  again(made: MadeOf, { user_id: userId, provider, pool, recipient, push_token_id }: AddressedRow): Delivery {
    return this.make(made, { userId, channel: 'push', provider: provider ?? undefined, recipient, queueing: { messageId: made.messageId, lane: made.lane, pushTokenId: push_token_id!, pool: pool ?? undefined } });
  }

  /** To a telephone, by its number in E.164. */
  sms(made: MadeOf, userId: string, number: string): Delivery {
    return this.addressed(made, userId, 'sms', number, number);
  }

  /** One e-mail, to everybody it names. */
  email(made: MadeOf, userId: string, envelope: EmailEnvelope): Delivery {
    return this.addressed(made, userId, 'email', envelope.to[0]!, JSON.stringify(envelope));
  }

  /** For somebody who cannot be reached: the log says so. */
  unreachable(made: MadeOf, userId: string, channel: Delivery['channel'], error: 'no_token' | 'no_address'): Delivery {
    const delivery = this.make({ ...made, status: 'pending' }, { userId, channel, recipient: '-', queueing: { messageId: made.messageId, lane: made.lane } });
    delivery.failed(error, null, made.now);
    return delivery;
  }

  /** A uuid of the deliveries' kind. */
  id(now: Date): string {
    return this.ids.next(now);
  }

  private addressed(made: MadeOf, userId: string, channel: 'sms' | 'email', recipient: string, address: string): Delivery {
    const addressSealed = this.vault.seal(address, addressContext(made.tenantId));
    return this.make(made, { userId, channel, recipient, queueing: { messageId: made.messageId, lane: made.lane, pool: poolOf({ channel, appId: '', environment: 'production' })!, addressSealed } });
  }

  private make({ tenantId, content, now, status }: MadeOf, draft: Omit<ConstructorParameters<typeof Delivery>[2], 'content'>): Delivery {
    const delivery = new Delivery(tenantId, this.ids.next(now), { ...draft, content: logText(content) }, now);
    if (status) delivery.status = status;
    return delivery;
  }

  private detour(tenantId: string, token: ReachableToken): Detour {
    return { pushTokenId: token.id, provider: token.provider, pool: poolFor(token), recipient: maskRecipient('push', this.addressOf(tenantId, token)) };
  }

  private addressOf(tenantId: string, token: ReachableToken): string {
    return this.vault.open(token.token_sealed, tokenContext(tenantId));
  }
}

const poolFor = ({ provider, app_id, environment }: ReachableToken): string | null => poolOf({ channel: 'push', provider, appId: app_id, environment });
