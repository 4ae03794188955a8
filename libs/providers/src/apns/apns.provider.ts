import { ProviderClient, ProviderKind, SystemClock, type Clock, type MessageContent, type ProviderConfig, type Purpose, type Reach, type SendOutcome, type Shipment } from '@ringpost/domain';
import { Http2Failure, Http2Origin } from '../http2/http2-origin.js';
import { apnsFailure, apnsOutcome } from './apns-answer.js';
import { BUNDLE_ID, checkApnsPublic, readApnsConfig, type ApnsConfig } from './apns-config.js';
import { ApnsJwts, type ApnsJwt } from './apns-jwt.js';
import { apnsHeaders, apnsPush, checkApnsSize } from './apns-push.js';

const AT_ONCE = 500, TIMEOUT_MS = 10_000;
const HEXADECIMAL = /^[0-9a-f]{2,400}$/i;
const URGENT = { urgent: true };

/** Apple's push service, by the key of a team. */
export class Apns extends ProviderKind<ApnsConfig> {
  readonly name = 'apns';
  readonly channel = 'push';
  readonly secrets = ['private_key'] as const;
  readonly destinations = ['endpoint', 'sandbox_endpoint', 'ca'] as const;
  readonly concurrency = AT_ONCE;
  readonly timeoutMs = TIMEOUT_MS;

  private readonly jwts: ApnsJwts;

  constructor(private readonly clock: Clock = new SystemClock()) {
    super();
    this.jwts = new ApnsJwts({ calendar: () => clock.now().getTime(), steady: () => performance.now() });
  }

  readConfig(config: ProviderConfig): ApnsConfig {
    return readApnsConfig(config);
  }

  checkPublic(config: ApnsConfig): void {
    checkApnsPublic(config);
  }

  check(content: MessageContent, purpose: Purpose): void {
    checkApnsSize(content, purpose);
  }

  open(config: ApnsConfig, reach: Reach): ProviderClient {
    return new ApnsClient(config, reach, this.jwts.of(config), this.clock);
  }
}

/** The connections of one account, to both of Apple's environments. */
class ApnsClient extends ProviderClient {
  private readonly production: Http2Origin;
  private readonly sandbox: Http2Origin;

  constructor(private readonly config: ApnsConfig, private readonly reach: Reach, private readonly jwt: ApnsJwt, private readonly clock: Clock) {
    super();
    this.production = new Http2Origin(config.endpoint, { reach, ca: config.ca });
    this.sandbox = new Http2Origin(config.sandbox_endpoint, { reach, ca: config.ca });
  }

  send(shipment: Shipment, timeoutMs: number): Promise<SendOutcome> {
    const topic = shipment.appId || this.config.bundle_id;
    if (topic === undefined) return Promise.resolve({ kind: 'misconfigured', scope: 'account', reason: 'no_bundle_id', response: 'the token names no app, and the account has no bundle_id' });
    if (!BUNDLE_ID.test(topic)) return Promise.resolve({ kind: 'suspect', elsewhere: false, reason: 'no_bundle_id', response: 'what the token was registered with is no bundle id' });
    if (!HEXADECIMAL.test(shipment.address)) return Promise.resolve({ kind: 'suspect', elsewhere: false, reason: 'no_device_token', response: 'the token is not hexadecimal, as those of APNs are' });
    return this.push(shipment, topic, timeoutMs);
  }

  async close(): Promise<void> {
    await Promise.all([this.production.close(), this.sandbox.close()]);
  }

  private async push(shipment: Shipment, topic: string, timeoutMs: number): Promise<SendOutcome> {
    const origin = shipment.environment === 'sandbox' ? this.sandbox : this.production;
    try {
      const push = apnsPush(shipment.content, shipment.purpose);
      const authorization = this.jwt.current;
      const answer = await origin.request(apnsHeaders(push, shipment, topic, authorization), push.payload, timeoutMs, push.urgent ? URGENT : undefined);
      const outcome = apnsOutcome(answer, shipment, this.now, this.reach);
      return outcome === 'expired' ? this.expired(authorization) : outcome;
    } catch (error) {
      if (error instanceof Http2Failure) return apnsFailure(error, shipment.address);
      return { kind: 'misconfigured', scope: 'payload', reason: 'unsendable', response: `${(error as Error).name}: this cannot be pushed` };
    }
  }

  /** One that is new and yet expired: time is not what this machine takes it for, and another one would fare the same. */
  private expired(authorization: string): SendOutcome {
    const told = { reason: 'ExpiredProviderToken', response: '403 {"reason":"ExpiredProviderToken"}' };
    if (this.jwt.expired(authorization)) return { kind: 'deferred', ...told, retryAfterMs: 0 };
    return { kind: 'misconfigured', scope: 'account', ...told, response: `${told.response}, though it was signed just now: is the clock of this machine right?` };
  }

  private get now(): number {
    return this.clock.now().getTime();
  }
}
