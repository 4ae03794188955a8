import { generateKeyPairSync, type KeyLike } from 'node:crypto';
import { createServer, type IncomingMessage, type ServerResponse } from 'node:http';
import { text } from 'node:stream/consumers';
import type { ServiceAccount } from '../oauth/service-account.js';
import { parsedObject } from '../parsed-object.js';
import { fcmFault } from './fcm-faults.js';
import { badRequest, errorInfo, fcmError, googleError, googleOk } from './google-errors.js';
import { LoopbackGoogleOAuth, OAUTH_MODES, refusal, type OAuthMode, type OAuthReply } from './google-oauth.js';
import { H1OrH2 } from './h1-or-h2.js';
import { Http2Loopback, type LoopbackReply, type LoopbackRequest } from './http2-loopback.js';
import type { LoopbackOptions } from './loopback.js';
import type { Steering } from './steering.js';

export interface LoopbackFcmOptions extends LoopbackOptions {
  /** Of the service account: its signatures are verified with it. */
  readonly publicKey?: KeyLike;
}

/** A push as it arrived. */
export interface ReceivedFcmPush {
  readonly path: string;
  readonly token: string;
  /** What could be read of it; null when it is no JSON. */
  readonly message: Record<string, any> | null; // eslint-disable-line @typescript-eslint/no-explicit-any
  /** ISO 8601. */
  readonly at: string;
}

export type LoopbackFcm = LoopbackFcmServer;

/** As many streams of one connection as Google allows. */
const STREAMS = 100;
const TOKEN_PATH = '/token';
const SEND_PATH = /^\/v1\/projects\/([^/]+)\/messages:send$/;
const AUTHENTICATION = 'See https://developers.google.com/identity/sign-in/web/devconsole-project.';

/** How tokens fare that begin so, whatever is sent to them. */
const TOKENS: Readonly<Record<string, (token: string) => LoopbackReply>> = {
  dead: () => googleError(404, 'Requested entity was not found.', [fcmError('UNREGISTERED')]),
  bad0: () => googleError(400, 'The registration token is not a valid FCM registration token', [fcmError('INVALID_ARGUMENT')]),
  bad1: (token) => googleError(400, 'Request contains an invalid argument.', [fcmError('INVALID_ARGUMENT'), badRequest('message.token', `Invalid registration token: ${token}`)]),
  bad2: () => googleError(400, 'Request contains an invalid argument.', [fcmError('INVALID_ARGUMENT')]),
  face: () => googleError(403, 'SenderId mismatch', [fcmError('SENDER_ID_MISMATCH')]),
  cafe: () => googleError(401, 'Auth error from APNS or Web Push Service', [fcmError('THIRD_PARTY_AUTH_ERROR')]),
  f10d: () => tooMany(),
  f001: () => googleError(500, 'Internal error encountered.', [fcmError('INTERNAL')]),
};

/**
 * Speaks FCM's protocol on loopback, with Google's token endpoint at `/token` of the same port, which speaks HTTP/1.1. What a
 * registration token begins with decides how it fares: see `TOKENS`. Beside what every loopback server knows, it is steered by the
 * mode `unauthorized` (with `times`), by `oauth` (`invalid_grant`, `unavailable`, `garbage`, `silent`), by `oauthDelayMs`, and by
 * `lifetime`, the seconds for which it gives access tokens.
 */
class LoopbackFcmServer extends Http2Loopback {
  private readonly oauth: LoopbackGoogleOAuth;
  private readonly front: H1OrH2;
  private sent = 0;
  private unauthorized = 0;
  private grants: { mode: OAuthMode; delayMs: number; lifetime?: number } = { mode: 'ok', delayMs: 0 };

  constructor(private readonly fcm: LoopbackFcmOptions) {
    super({ ...fcm, tls: undefined }, { maxConcurrentStreams: STREAMS });
    this.oauth = new LoopbackGoogleOAuth(fcm.publicKey);
    this.front = new H1OrH2(fcm.tls, createServer((request, response) => void this.grant(request, response).catch(() => this.count('broken_token_requests'))), this.server);
  }

  override async listen(): Promise<this> {
    this.url = `${this.fcm.tls ? 'https' : 'http'}://127.0.0.1:${await this.front.listen(this.fcm.port)}`;
    return this;
  }

  override async close(): Promise<void> {
    await this.front.close();
  }

  override steer(how: Record<string, unknown>): void {
    const { mode, oauth = 'ok', oauthDelayMs = 0, lifetime, ...more } = how;
    if (!OAUTH_MODES.includes(oauth as OAuthMode)) throw new TypeError(`oauth is one of ${OAUTH_MODES.join(', ')}`);
    super.steer(mode === 'unauthorized' ? more : how);
    this.unauthorized = mode === 'unauthorized' ? Number(how.times ?? Infinity) : 0;
    this.grants = { mode: oauth as OAuthMode, delayMs: Number(oauthDelayMs), ...(typeof lifetime === 'number' && { lifetime }) };
  }

  override received(): ReceivedFcmPush[] {
    return super.received() as ReceivedFcmPush[];
  }

  protected answer({ headers, body }: LoopbackRequest): LoopbackReply {
    const [, project] = SEND_PATH.exec(headers[':path'] ?? '') ?? [];
    if (project === undefined || headers[':method'] !== 'POST') return { status: 404, name: 'nowhere', headers: { 'content-type': 'text/html; charset=UTF-8' }, body: '<!DOCTYPE html><title>Error 404 (Not Found)!!1</title>' };
    const request = parsedObject(body.toString());
    const fault = this.unauthenticated(headers.authorization) ?? fcmFault(request);
    if (fault) return fault;
    const { token } = request?.message as { token: string };
    return TOKENS[token.slice(0, 4)]?.(token) ?? googleOk({ name: `projects/${project}/messages/0:${Date.now()}%${(this.sent += 1).toString(16).padStart(16, '0')}` });
  }

  protected fault(mode: 'throttle' | 'garbage' | 'unavailable', { headers }: LoopbackRequest, { retryAfter }: Steering): LoopbackReply {
    const later: Record<string, string> = retryAfter === undefined ? {} : { 'retry-after': String(retryAfter) };
    if (mode === 'throttle') return tooMany(later);
    if (mode === 'unavailable') return googleError(503, 'The service is currently unavailable.', [fcmError('UNAVAILABLE')], later);
    return { status: 200, name: 'garbage', headers: { 'content-type': 'text/html' }, body: `<html>{"name": ${headers[':path']}\u0000` };
  }

  protected describe({ headers, body }: LoopbackRequest, at: Date): ReceivedFcmPush {
    const message = (parsedObject(body.toString())?.message ?? null) as ReceivedFcmPush['message'];
    return { path: headers[':path'] ?? '', token: String(message?.token ?? ''), message, at: at.toISOString() };
  }

  private unauthenticated(authorization: string | undefined): LoopbackReply | undefined {
    if (authorization === undefined) return googleError(401, `Request is missing required authentication credential. Expected OAuth 2 access token, login cookie or other valid authentication credential. ${AUTHENTICATION}`, [errorInfo('CREDENTIALS_MISSING')]);
    if (this.unauthorized <= 0 && this.oauth.knows(authorization, Date.now())) return undefined;
    this.unauthorized -= 1;
    return googleError(401, `Request had invalid authentication credentials. Expected OAuth 2 access token, login cookie or other valid authentication credential. ${AUTHENTICATION}`, [errorInfo('ACCESS_TOKEN_EXPIRED')]);
  }

  /** The token endpoint. */
  private async grant(request: IncomingMessage, response: ServerResponse): Promise<void> {
    const form = await text(request);
    this.count('token_requests');
    const { mode, delayMs } = this.grants;
    if (mode === 'silent') return;
    const { status, body } = request.method === 'POST' && request.url === TOKEN_PATH ? this.granted(mode, form) : { status: 404, body: '' };
    setTimeout(() => response.writeHead(status, { 'content-type': 'application/json; charset=utf-8' }).end(body), delayMs);
  }

  private granted(mode: OAuthMode, form: string): OAuthReply {
    switch (mode) {
      case 'invalid_grant':
        return refusal('invalid_grant', 'Invalid grant: account not found');
      case 'unavailable':
        return { status: 503, body: '{"error":"internal_failure","error_description":"Backend Error"}' };
      case 'garbage':
        return { status: 200, body: '<html>' };
      default:
        return this.oauth.answer(form, this.url + TOKEN_PATH, Date.now(), this.grants.lifetime);
    }
  }
}

const tooMany = (headers?: Record<string, string>): LoopbackReply =>
  googleError(429, "Quota exceeded for quota metric 'Send requests' and limit 'Send requests per minute' of service 'fcm.googleapis.com'.", [fcmError('QUOTA_EXCEEDED')], headers);

/** Starts one on 127.0.0.1. */
export const startLoopbackFcm = (options: LoopbackFcmOptions = {}): Promise<LoopbackFcm> => new LoopbackFcmServer(options).listen();

/** A service account, its key made just now, that a loopback server at `url` gives access tokens to. */
export function loopbackServiceAccount(url: string, projectId = 'loopback'): ServiceAccount {
  const { privateKey } = generateKeyPairSync('rsa', { modulusLength: 2_048 });
  const private_key = privateKey.export({ type: 'pkcs8', format: 'pem' }) as string;
  return { project_id: projectId, client_email: `ringpost@${projectId}.iam.gserviceaccount.com`, private_key, private_key_id: 'loopback', token_uri: url + TOKEN_PATH };
}
