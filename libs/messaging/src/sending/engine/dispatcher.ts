import { LRUCache } from 'lru-cache';
import {
  isAway, routeOf, stepAfter,
  type Clock, type IdGenerator, type Lane, type MessageContent, type Provider, type SendOutcome, type Shipment, type Step, type TokenAnswer, type Vault, type Verdict,
} from '@ringpost/domain';
import type { ClaimedRow, Settlement } from '@ringpost/persistence';
import type { AccountDirectory } from '../../accounts/account-directory.js';
import type { OpenAccount } from '../../accounts/open-account.js';
import { messageContext } from '../../socket/socket-delivery.service.js';
import { tokenContext } from '../../tokens/push-token.service.js';
import type { TokenVerdictService } from '../../tokens/token-verdict.service.js';
import { addressContext } from '../message-text.js';
import type { ProviderClients } from './provider-clients.js';
import type { SendFigures } from './send-figures.js';
import type { Settler } from './settler.js';
import type { VerdictBatch } from './verdict-batch.js';

/** What sending stands on. */
export interface DispatcherParts {
  readonly accounts: AccountDirectory;
  readonly clients: ProviderClients;
  readonly tokens: Pick<TokenVerdictService, 'counted'>;
  readonly verdicts: VerdictBatch;
  readonly settler: Settler;
  readonly vault: Vault;
  readonly ids: IdGenerator;
  readonly clock: Clock;
  readonly figures: SendFigures;
  readonly log: { error(context: object, message: string): void };
  readonly random?: () => number;
}

/** A pool that this process has sent from of late. */
export interface KnownPool {
  readonly tenantId: string;
  readonly pool: string;
  readonly accounts: readonly OpenAccount[];
}

/** What this process may take of a pool at once, as long as it has not sent from it. */
export const UNKNOWN_ROOM = 32;
const POOLS = 500, POOL_MS = 10_000;
const CONTENTS = 2_000;
const RING_TIMEOUT_MS = 3_000, LEAST_WAIT_MS = 50, UNREADABLE_MS = 60_000;
// What waits while an account is not to be used is looked at this often: another may have been added.
const BLOCKED_MS = 5_000;
// As long as the database or the directory of accounts is away.
const AWAY_MS = 500;
// A ring is taken also when its account does not work: it may have another way to the phone.
const RINGS_AT_ONCE = 100;

/** Sends what was claimed, one delivery at a time: chooses the account, tries once, and says what follows. */
export class Dispatcher {
  private readonly pools = new LRUCache<string, KnownPool>({ max: POOLS, ttl: POOL_MS });
  // The same to many is opened once.
  private readonly contents = new LRUCache<string, MessageContent>({ max: CONTENTS, maxSize: 32_000_000, sizeCalculation: (content) => JSON.stringify(content).length + 100 });
  private readonly random: () => number;

  constructor(private readonly parts: DispatcherParts) {
    this.random = parts.random ?? Math.random;
  }

  /** Pools from which nothing can be sent just now. */
  blocked(lane: Lane): KnownPool[] {
    return [...this.pools.values()].filter((known) => this.roomOf(known, lane, performance.now()) === 0);
  }

  /** How many of each known pool can be sent now. */
  limits(lane: Lane): Map<string, number> {
    const now = performance.now(), limits = new Map<string, number>();
    for (const [key, known] of this.pools.entries()) limits.set(key, this.roomOf(known, lane, now));
    return limits;
  }

  private roomOf({ accounts }: KnownPool, lane: Lane, now: number): number {
    const room = Math.max(0, ...accounts.map((account) => this.parts.clients.known(account)?.gate.claimable(lane, now) ?? UNKNOWN_ROOM));
    return lane === 'ring' ? Math.max(room, RINGS_AT_ONCE) : room;
  }

  /** Sends one delivery and has it written down what came of it. Never rejects. */
  async send(row: ClaimedRow, lane: Lane, claimedAt: number): Promise<void> {
    try {
      await this.trySend(row, lane, claimedAt);
    } catch (error) {
      this.giveUp(row, lane, error);
    }
  }

  /** What cannot be read by this process may be by another that has a newer key; a mistake of ours must not end it either. But a ring has no time for that. */
  private giveUp(row: ClaimedRow, lane: Lane, error: unknown): void {
    const away = isAway(error);
    if (!away) this.parts.log.error({ err: error, delivery: row.id }, 'a delivery cannot be sent');
    const words = { error: away ? 'unavailable' : 'unreadable', response: 'it could not be prepared for sending' };
    if (lane === 'ring' && row.has_detour && !away) this.settle(row, lane, { status: 'failed', ...words }, { outcome: 'skipped' });
    else this.settle(row, lane, { status: 'pending', delayMs: away || lane === 'ring' ? AWAY_MS : UNREADABLE_MS, ...words }, { outcome: 'skipped' });
  }

  private async trySend(row: ClaimedRow, lane: Lane, claimedAt: number): Promise<void> {
    const msLeft = row.ms_left - (performance.now() - claimedAt);
    if (msLeft <= 0) return this.settle(row, lane, { status: 'failed', error: 'expired', response: '' });
    if (row.ring_over) return this.settle(row, lane, { status: 'cancelled', error: 'ring_over', response: 'the ring was over' });
    if (row.payload_sealed === null) return this.skip(row, lane, 'message_gone', 'the message is not there any more');
    if (row.push_token_id !== null && row.token_sealed === null) return this.skip(row, lane, 'token_ended', 'the push token has ended since');
    const route = routeOf(row.pool), appId = row.app_id ?? route.appId, environment = row.environment ?? route.environment;
    const accounts = await this.parts.accounts.candidates(row.tenant_id, { ...route, appId, environment });
    this.remember(row, accounts);
    if (accounts.length === 0) return this.skip(row, lane, 'no_account', noAccount(route.provider ?? route.channel, appId, route.channel === 'push'));
    await this.by(accounts, row, lane, this.shipmentOf(row, lane, appId, environment, msLeft), msLeft);
  }

  // Without an account nothing limits it: each delivery is ended as it comes.
  private remember({ tenant_id: tenantId, pool }: ClaimedRow, accounts: readonly OpenAccount[]): void {
    const key = `${tenantId} ${pool}`;
    if (this.pools.peek(key)?.accounts === accounts && this.pools.getRemainingTTL(key) > POOL_MS / 2) return;
    if (accounts.length > 0) this.pools.set(key, { tenantId, pool, accounts });
    else this.pools.delete(key);
  }

  private async by(accounts: readonly OpenAccount[], row: ClaimedRow, lane: Lane, shipment: Shipment, msLeft: number): Promise<void> {
    if (msLeft <= 0) return this.settle(row, lane, { status: 'failed', error: 'expired', response: '' });
    const now = performance.now();
    const open = accounts.filter((account) => this.parts.clients.of(account, now).gate.room(lane, now) > 0);
    const account = open[row.tries % open.length], line = account && this.parts.clients.of(account, now);
    if (!line?.gate.enter(lane, now)) {
      const full = accounts.map((each) => this.parts.clients.of(each, now).gate).find((gate) => gate.isOnlyFull(lane, now));
      if (full === undefined) return this.wait(accounts, row, lane, now, msLeft);
      await full.turn(lane);
      return this.by(accounts, row, lane, shipment, msLeft - (performance.now() - now));
    }
    const outcome = await line.client.send(shipment, Math.min(account!.kind.timeoutMs, lane === 'ring' ? RING_TIMEOUT_MS : Infinity, Math.max(1, msLeft))).catch((error: Error) => this.failed(row, error));
    const ended = performance.now(), durationMs = ended - now;
    line.gate.leave(outcome, lane, ended);
    this.parts.figures.tried(lane, account!.provider, outcome.kind, durationMs / 1_000);
    const isPush = row.push_token_id !== null && account!.kind.channel === 'push';
    if (isPush) this.parts.tokens.counted({ tenantId: row.tenant_id, provider: account!.provider as Provider, appId: shipment.appId });
    const token = isPush && isNews(outcome, row) ? await this.judged(row, shipment, await this.asFarAsKnown(outcome, row, shipment), durationMs) : undefined;
    const step = stepAfter(outcome, { number: row.tries + 1, claims: row.number, lane, msLeft: msLeft - durationMs, accounts: accounts.length, hasDetour: row.has_detour, token, random: this.random() });
    this.settle(row, lane, step, { outcome: outcome.kind, reason: outcome.kind === 'accepted' ? undefined : outcome.reason, provider: account!.provider, accountId: account!.id, durationMs, begunAt: now });
  }

  /** A token that is refused here may be of the other environment, but that can be found out only by an account for it. Without one it stays where it is. */
  private async asFarAsKnown(outcome: Verdict['outcome'], row: ClaimedRow, { appId, environment }: Shipment): Promise<Verdict['outcome']> {
    if (outcome.kind !== 'suspect' || !outcome.elsewhere) return outcome;
    const elsewhere = await this.parts.accounts.candidates(row.tenant_id, { ...routeOf(row.pool), appId, environment: environment === 'production' ? 'sandbox' : 'production' }).catch(() => []); // one that cannot be asked for now is as good as none
    return elsewhere.length > 0 ? outcome : { ...outcome, elsewhere: false };
  }

  /** Clients answer and do not throw: one that does has a mistake, which must cost neither the account nor the delivery. */
  private failed(row: ClaimedRow, error: Error): SendOutcome {
    this.parts.log.error({ err: error, delivery: row.id }, 'a provider’s client failed');
    return { kind: 'deferred', reason: 'client_failed', response: 'the client of the provider failed' };
  }

  /** Nothing can be sent by any account just now. */
  private wait(accounts: readonly OpenAccount[], row: ClaimedRow, lane: Lane, now: number, msLeft: number): void {
    const gates = accounts.map((account) => this.parts.clients.of(account, now).gate);
    const delayMs = Math.min(BLOCKED_MS, Math.max(LEAST_WAIT_MS, Math.min(...gates.map((gate) => gate.opensAt(now))) - now));
    const broken = gates.every((gate) => gate.breaker.isOpen);
    const response = broken ? 'the account is not used for a while: its provider did not answer well' : 'the account is used as much as it allows';
    const error = broken ? 'provider_unavailable' : 'provider_busy';
    if (lane === 'ring' && row.has_detour && broken) this.settle(row, lane, { status: 'failed', error, response }, { outcome: 'skipped', provider: accounts[0]!.provider });
    else if (delayMs >= msLeft) this.settle(row, lane, { status: 'failed', error: 'expired', response });
    else this.settle(row, lane, { status: 'pending', delayMs, error, response });
  }

  private skip(row: ClaimedRow, lane: Lane, error: string, response: string): void {
    this.settle(row, lane, { status: 'failed', error, response }, { outcome: 'skipped' });
  }

  private settle(row: ClaimedRow, lane: Lane, step: Step, tried: Partial<Pick<Settlement, 'outcome' | 'reason' | 'provider' | 'accountId' | 'durationMs' | 'begunAt'>> = {}): void {
    const detourId = step.status === 'failed' && row.has_detour ? this.parts.ids.next(this.parts.clock.now()) : undefined;
    this.parts.settler.add({ tenantId: row.tenant_id, id: row.id, number: row.number, step, durationMs: 0, ...tried, detourId }, lane === 'ring');
  }

  /** What the answer means for the push token. */
  private judged(row: ClaimedRow, { environment }: Shipment, outcome: Verdict['outcome'], durationMs: number): Promise<TokenAnswer> {
    const triedAt = new Date(this.parts.clock.now().getTime() - durationMs);
    return this.parts.verdicts.ask({ tenantId: row.tenant_id, tokenId: row.push_token_id!, environment, triedAt, outcome });
  }

  private shipmentOf(row: ClaimedRow, lane: Lane, appId: string, environment: Shipment['environment'], msLeft: number): Shipment {
    const { vault, clock } = this.parts, { tenant_id: tenantId, id: deliveryId, address_sealed, token_sealed } = row;
    const address = address_sealed === null ? vault.open(token_sealed!, tokenContext(tenantId)) : vault.open(address_sealed, addressContext(tenantId));
    const shipment = { deliveryId, content: this.contentOf(row, lane), purpose: row.purpose ?? 'message', environment, appId, expiresAt: new Date(clock.now().getTime() + msLeft) };
    return row.pool === 'email' ? { ...shipment, address: '', envelope: JSON.parse(address) as Shipment['envelope'] } : { ...shipment, address };
  }

  private contentOf({ tenant_id, message_id, payload_sealed }: ClaimedRow, lane: Lane): MessageContent {
    const key = `${tenant_id} ${message_id}`;
    const known = lane === 'bulk' ? this.contents.get(key) : undefined;
    if (known !== undefined) return known;
    const content = JSON.parse(this.parts.vault.open(payload_sealed!, messageContext(tenant_id))) as MessageContent;
    if (lane === 'bulk') this.contents.set(key, content);
    return content;
  }
}

/** Whether it says something of the token that is not known already. */
const isNews = (outcome: SendOutcome, { state, has_evidence }: ClaimedRow): outcome is Verdict['outcome'] =>
  outcome.kind === 'dead' || outcome.kind === 'suspect' || (outcome.kind === 'accepted' && (state !== 'active' || has_evidence));

const noAccount = (provider: string, appId: string, isPush: boolean): string => (isPush ? `no account for app ${appId === '' ? '(unnamed)' : appId} at ${provider}` : `no account for ${provider}`);
