import type { OutgoingHttpHeaders } from 'node:http2';
import { ProviderClient, ProviderKind, SystemClock, type Clock, type MessageContent, type ProviderConfig, type Reach, type SendOutcome, type Shipment } from '@ringpost/domain';
import { Http2Failure, Http2Origin } from '../http2/http2-origin.js';
import { AccessToken } from '../oauth/access-token.js';
import { grantsTo } from '../oauth/service-account.js';
import { fcmFailure, fcmOutcome, type Unauthorized } from './fcm-answer.js';
import { CONCURRENCY, PER_SECOND, checkFcmPublic, readFcmConfig, type FcmConfig } from './fcm-config.js';
import { checkFcmSize, fcmMessage } from './fcm-message.js';

const TIMEOUT_MS = 10_000;
const URGENT = { urgent: true };
const SCOPE = 'https://www.googleapis.com/auth/firebase.messaging';

/** Firebase Cloud Messaging, by its HTTP v1 API. */
export class Fcm extends ProviderKind<FcmConfig> {
  readonly name = 'fcm';
  readonly channel = 'push';
  readonly secrets = ['service_account'] as const;
  readonly destinations = ['endpoint', 'token_endpoint', 'ca'] as const;
  readonly concurrency = CONCURRENCY;
  override readonly perSecond = PER_SECOND;
  readonly timeoutMs = TIMEOUT_MS;

  constructor(private readonly clock: Clock = new SystemClock()) {
    super();
  }

  readConfig(config: ProviderConfig): FcmConfig {
    return readFcmConfig(config);
  }

  checkPublic(config: FcmConfig): void {
    checkFcmPublic(config);
  }

  check(content: MessageContent): void {
    checkFcmSize(content);
  }

  open(config: FcmConfig, reach: Reach): ProviderClient {
    return new FcmClient(config, reach, this.clock);
  }
}

/** One account's connections and its access token. */
class FcmClient extends ProviderClient {
  private readonly origin: Http2Origin;
  private readonly access: AccessToken;
  private readonly path: string;
  private readonly now = (): number => this.clock.now().getTime();
  private headers: OutgoingHttpHeaders = {};
  private headersFor = '';

  constructor({ service_account: account, project_id = account.project_id, endpoint, token_endpoint, ca }: FcmConfig, private readonly reach: Reach, private readonly clock: Clock) {
    super();
    this.origin = new Http2Origin(endpoint, { reach, ca });
    this.access = new AccessToken(grantsTo(account, { scope: SCOPE, reach, endpoint: token_endpoint, ca }, this.now), this.now);
    this.path = `/v1/projects/${encodeURIComponent(project_id)}/messages:send`;
  }

  send(shipment: Shipment, timeoutMs: number): Promise<SendOutcome> {
    const access = this.access.current;
    return access === undefined ? this.sendLater(shipment, performance.now() + timeoutMs) : this.sendWith(access, shipment, timeoutMs);
  }

  async close(): Promise<void> {
    this.access.close();
    await this.origin.close();
  }

  private async sendLater(shipment: Shipment, deadline: number): Promise<SendOutcome> {
    const access = await this.access.get(deadline - performance.now());
    return typeof access === 'string' ? this.sendWith(access, shipment, deadline - performance.now()) : access;
  }

  private async sendWith(access: string, shipment: Shipment, timeoutMs: number): Promise<SendOutcome> {
    try {
      const answer = await this.origin.request(this.headersWith(access), fcmMessage(shipment, this.now()), timeoutMs, isUrgent(shipment.content) ? URGENT : undefined);
      const outcome = fcmOutcome(answer, shipment.address, this.now, this.reach);
      if (outcome.kind === 'unauthorized') return this.unauthorized(access, outcome);
      this.access.accepted(access);
      return outcome;
    } catch (error) {
      if (error instanceof Http2Failure) return fcmFailure(error, shipment.address);
      return { kind: 'misconfigured', scope: 'payload', reason: 'unsendable', response: `${(error as Error).name}: this cannot be pushed` };
    }
  }

  private unauthorized(access: string, { reason, response }: Unauthorized): SendOutcome {
    return this.access.discard(access, { kind: 'misconfigured', scope: 'account', reason, response }) ?? { kind: 'deferred', retryAfterMs: 0, reason, response };
  }

  private headersWith(access: string): OutgoingHttpHeaders {
    if (this.headersFor !== access) {
      this.headersFor = access;
      this.headers = { ':method': 'POST', ':path': this.path, authorization: `Bearer ${access}`, 'content-type': 'application/json' };
    }
    return this.headers;
  }
}

const isUrgent = (content: MessageContent): boolean => content.kind === 'ring_end' || (content.kind === 'event' && content.ring !== undefined);
