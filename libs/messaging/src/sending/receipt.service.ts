import { Actor, DomainError, fromTypeId, inFewWords, invalidField, type Clock } from '@ringpost/domain';
import type { DeliveryRepository, Receipt } from '@ringpost/persistence';
import type { CallbackAccounts } from '../accounts/callback-accounts.js';
import { isSigned } from './callback-signature.js';

/** What a provider sent us. */
export interface Callback {
  readonly provider: string;
  /** The account, as the provider names it. */
  readonly account: string;
  readonly signature: string | undefined;
  /** Byte by byte, as it was signed. */
  readonly body: Buffer;
}

/** What came of a callback. `unreadable`: a mail that says nothing of a delivery. */
export const CALLBACK_OUTCOMES = ['moved', 'nothing_new', 'unknown_delivery', 'unreadable', 'refused'] as const;
export type CallbackOutcome = (typeof CALLBACK_OUTCOMES)[number];

/** Where callbacks are counted. */
export interface CallbackFigures {
  received(outcome: CallbackOutcome): void;
}

/** Reads what a bounce message says of a delivery of ours; undefined when it says nothing final of any. Never fails. */
export type ReadBounce = (mail: Buffer) => Receipt | undefined;

/** What providers tell afterwards of deliveries that they took. */
export class ReceiptService {
  constructor(
    private readonly accounts: CallbackAccounts,
    private readonly deliveries: DeliveryRepository,
    private readonly readBounce: ReadBounce,
    private readonly figures: CallbackFigures,
    private readonly clock: Clock,
  ) {}

  /**
   * Takes a provider's word for what became of a delivery of the account's tenant. A status only moves forward, so that saying it again
   * changes nothing. Errors: `signature_invalid`, whatever it is that does not fit; `malformed_body` and `invalid_request` once it does.
   */
  async receive({ provider, account: id, signature, body }: Callback): Promise<void> {
    const account = await this.accounts.find(id);
    if (!isSigned(signature, body, account?.secret, this.clock.now()) || account!.provider !== provider) {
      this.figures.received('refused');
      throw new DomainError('signature_invalid');
    }
    const receipt = provider === 'smtp' ? this.readBounce(body) : receiptIn(body);
    this.figures.received(receipt === undefined ? 'unreadable' : await this.settle(account!.tenantId, provider, receipt));
  }

  private async settle(tenantId: string, provider: string, receipt: Receipt): Promise<CallbackOutcome> {
    const moved = await this.deliveries.settle(Actor.of(tenantId, provider), provider, receipt);
    return moved === undefined ? 'unknown_delivery' : moved ? 'moved' : 'nothing_new';
  }
}

const UUID = /^[0-9a-f]{8}(?:-[0-9a-f]{4}){3}-[0-9a-f]{12}$/;
// Fits no delivery.
const NONE = '00000000-0000-0000-0000-000000000000';

/** The form of providers that have none of their own here. Errors: `malformed_body`, `invalid_request`. */
function receiptIn(body: Buffer): Receipt {
  const { delivery_id: id, status, error } = membersOf(body);
  if (typeof id !== 'string') throw invalidField('delivery_id', id === undefined ? 'required' : 'type', 'delivery_id must be the id of a delivery');
  if (status !== 'delivered' && status !== 'failed') throw invalidField('status', 'enum', 'status must be one of the following values: delivered, failed');
  if (error !== undefined && typeof error !== 'string') throw invalidField('error', 'type', 'error must be text');
  const deliveryId = fromTypeId('log', id) ?? (UUID.test(id) ? id : NONE);
  return status === 'delivered' ? { deliveryId, status } : { deliveryId, status, error: 'undelivered', response: error === undefined ? undefined : withoutAddresses(inFewWords(error)) };
}

function membersOf(body: Buffer): Record<string, unknown> {
  let members: unknown;
  try {
    members = JSON.parse(body.toString());
  } catch (cause) {
    throw new DomainError('malformed_body', { cause });
  }
  if (typeof members !== 'object' || members === null) throw invalidField('body', 'type', 'the body must be a JSON object');
  return members as Record<string, unknown>;
}

/** The log never holds an address in clear, not even in a provider's words. */
const withoutAddresses = (words: string): string => words.replace(/[^\s@<>]+@[^\s@<>]+|\+?\d[\d ()-]{5,}\d/g, '***');
