import { generateKeyPairSync } from 'node:crypto';
import type { IncomingHttpHeaders } from 'node:http2';
import { ApnsJwtInspection } from './apns-jwt.js';
import { Http2Loopback, type LoopbackReply, type LoopbackRequest } from './http2-loopback.js';
import type { LoopbackOptions } from './loopback.js';
import type { Steering } from './steering.js';

export interface LoopbackApnsOptions extends LoopbackOptions {
  /** `production` unless given, where tokens that begin with `5a4d` are refused: they are the sandbox's. */
  readonly environment?: 'production' | 'sandbox';
}

/** A push as it arrived. */
export interface ReceivedApnsPush {
  readonly path: string;
  readonly token: string;
  readonly headers: IncomingHttpHeaders;
  /** What could be read of it; null when it is no JSON. */
  readonly payload: Record<string, any> | null; // eslint-disable-line @typescript-eslint/no-explicit-any
  /** ISO 8601. */
  readonly at: string;
}

/** Streams of one connection before its first valid provider token, and after it. */
const STREAMS_AT_FIRST = 1;
const STREAMS = 1_000;
const PUSH_TYPES = ['alert', 'background', 'location', 'voip', 'complication', 'fileprovider', 'mdm', 'liveactivity', 'pushtotalk', 'widgets', 'controls'];
const DEAD_SINCE_MS = 60_000;
const UUID = /^[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}$/i;

/** What is wrong with tokens that begin so, whatever is sent to them. */
const TOKENS: Readonly<Record<string, [status: number, reason: string]>> = {
  dead: [410, 'Unregistered'],
  e4d0: [410, 'ExpiredToken'],
  bad0: [400, 'BadDeviceToken'],
  face: [400, 'DeviceTokenNotForTopic'],
};
const SANDBOX_TOKEN = '5a4d';

/** Speaks APNs's protocol on loopback. A token fares as its beginning says: `dead`, `e4d0`, `bad0`, `face`, `5a4d`. */
export class LoopbackApns extends Http2Loopback {
  private readonly jwts = new ApnsJwtInspection();
  private readonly trusted = new WeakSet();

  private readonly environment: 'production' | 'sandbox';

  constructor({ environment = 'production', ...options }: LoopbackApnsOptions) {
    super(options, { maxConcurrentStreams: STREAMS_AT_FIRST });
    this.environment = environment;
  }

  override received(): ReceivedApnsPush[] {
    return super.received() as ReceivedApnsPush[];
  }

  protected answer(request: LoopbackRequest): LoopbackReply {
    const id = request.headers['apns-id'] ?? crypto.randomUUID();
    const [status, reason] = this.verdict(request) ?? [200, ''];
    if (status === 200) return { status, name: 'accepted', headers: { 'apns-id': id } };
    const timestamp = status === 410 ? { timestamp: Date.now() - DEAD_SINCE_MS } : {};
    return { status, name: reason, headers: { 'apns-id': id }, body: JSON.stringify({ reason, ...timestamp }) };
  }

  protected fault(mode: 'throttle' | 'garbage' | 'unavailable', { headers }: LoopbackRequest, { retryAfter }: Steering): LoopbackReply {
    const later = retryAfter === undefined ? {} : { 'retry-after': String(retryAfter) };
    if (mode === 'throttle') return { status: 429, name: 'TooManyRequests', headers: later, body: '{"reason":"TooManyRequests"}' };
    if (mode === 'unavailable') return { status: 503, name: 'ServiceUnavailable', headers: later, body: '{"reason":"ServiceUnavailable"}' };
    return { status: 400, name: 'garbage', headers: { 'content-type': 'text/html' }, body: `<html>{"reason": ${headers[':path']}\u0000` };
  }

  protected describe({ headers, body }: LoopbackRequest, at: Date): ReceivedApnsPush {
    const path = headers[':path'] ?? '';
    return { path, token: tokenOf(path) ?? '', headers: { ...headers }, payload: payloadOf(body), at: at.toISOString() };
  }

  /** What APNs checks, in its order. Undefined: it takes the push. */
  private verdict(request: LoopbackRequest): [status: number, reason: string] | undefined {
    const { headers, body, stream } = request;
    const path = headers[':path'] ?? '';
    if (!path.startsWith('/3/device/')) return [404, 'BadPath'];
    if (headers[':method'] !== 'POST') return [405, 'MethodNotAllowed'];
    const refusal = this.jwts.refusal(headers.authorization, Date.now() / 1_000);
    if (refusal) return [403, refusal];
    this.trust(stream.session);
    return headerFault(headers) ?? payloadFault(headers, body) ?? this.tokenFault(tokenOf(path));
  }

  private tokenFault(token: string | undefined): [status: number, reason: string] | undefined {
    const start = token?.slice(0, 4) ?? 'bad0';
    if (start === SANDBOX_TOKEN && this.environment !== 'sandbox') return TOKENS['bad0'];
    return TOKENS[start];
  }

  /** The first valid token on a connection opens it for many requests at once. */
  private trust(session: LoopbackRequest['stream']['session']): void {
    if (!session || this.trusted.has(session)) return;
    this.trusted.add(session);
    session.settings({ maxConcurrentStreams: STREAMS });
  }
}

const tokenOf = (path: string): string | undefined => /^\/3\/device\/((?:[0-9a-f]{2}){16,100})$/i.exec(path)?.[1]?.toLowerCase();

function headerFault(headers: IncomingHttpHeaders): [status: number, reason: string] | undefined {
  const { 'apns-topic': topic = '', 'apns-push-type': type = '', 'apns-priority': priority = '10', 'apns-expiration': expiration = '0', 'apns-collapse-id': collapseId = '', 'apns-id': id } = headers as Record<string, string | undefined>;
  if (topic === '') return [400, 'MissingTopic'];
  if (!/^[\w.-]+$/.test(topic)) return [400, 'BadTopic'];
  if (!PUSH_TYPES.includes(type) || (type === 'voip') !== topic.endsWith('.voip')) return [400, 'InvalidPushType'];
  if (!['1', '5', '10'].includes(priority) || (type === 'background' && priority === '10')) return [400, 'BadPriority'];
  if (!/^\d{1,10}$/.test(expiration)) return [400, 'BadExpirationDate'];
  if (Buffer.byteLength(collapseId) > 64) return [400, 'BadCollapseId'];
  return id === undefined || UUID.test(id) ? undefined : [400, 'BadMessageId'];
}

function payloadFault({ 'apns-push-type': type }: IncomingHttpHeaders, body: Buffer): [status: number, reason: string] | undefined {
  if (body.length === 0) return [400, 'PayloadEmpty'];
  if (body.length > (type === 'voip' ? 5_120 : 4_096)) return [413, 'PayloadTooLarge'];
  return typeof payloadOf(body)?.aps === 'object' ? undefined : [400, 'BadPayload'];
}

function payloadOf(body: Buffer): ReceivedApnsPush['payload'] {
  try {
    return JSON.parse(body.toString());
  } catch {
    return null; // whatever it is, it is no payload
  }
}

/** Starts it. Errors: those of `listen`. */
export const startLoopbackApns = (options: LoopbackApnsOptions = {}): Promise<LoopbackApns> => new LoopbackApns(options).listen();

/** What an account is configured with to send to a server on loopback: a team whose key was made just now. */
export function loopbackAppleTeam(url: string): { team_id: string; key_id: string; private_key: string; endpoint: string; sandbox_endpoint: string } {
  const { privateKey } = generateKeyPairSync('ec', { namedCurve: 'P-256' });
  return { team_id: 'LOOPBACK00', key_id: 'LOOPBACK01', private_key: privateKey.export({ type: 'pkcs8', format: 'pem' }) as string, endpoint: url, sandbox_endpoint: url };
}
