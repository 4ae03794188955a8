import { DomainError, type Clock } from '@ringpost/domain';
import { createRemoteJWKSet, errors, type CryptoKey, type FlattenedJWSInput, type JWSHeaderParameters } from 'jose';
import { KeySource } from './key-source.js';

/** Design §9.15: a key counts for at most a minute after it left the JWKS. */
const TRUSTED_MS = 60_000;

/** When the JWKS is read again. */
export interface RemoteKeysPace {
  /** The least time between two requests, however many unknown keys are presented. */
  readonly cooldownMs?: number;
  readonly timeoutMs?: number;
}

/** AUTH_JWKS_URI: public keys that rotate. What is known keeps working while their server is down. */
export class RemoteKeys extends KeySource {
  readonly algorithms = ['RS256', 'ES256', 'EdDSA'];
  private readonly jwks: ReturnType<typeof createRemoteJWKSet>;
  private readonly cooldownMs: number;
  private readAt = -Infinity;
  private triedAt = -Infinity;
  private outage: unknown;
  private reading?: Promise<void>;
  private fingerprints = new Map<string | undefined, string>();

  constructor(uri: string, private readonly clock: Clock, pace: RemoteKeysPace = {}) {
    super();
    this.cooldownMs = pace.cooldownMs ?? 10_000;
    // jose's own pace is turned off: it forgets known keys when they are old and their server is down.
    this.jwks = createRemoteJWKSet(new URL(uri), { cooldownDuration: Infinity, cacheMaxAge: Infinity, timeoutDuration: pace.timeoutMs ?? 5_000 });
  }

  async find(header: JWSHeaderParameters, token: FlattenedJWSInput): Promise<CryptoKey> {
    if (this.clock.now().getTime() - this.readAt > TRUSTED_MS) await this.refresh();
    try {
      return await this.known(header, token);
    } catch (error) {
      if (!(error instanceof errors.JWKSNoMatchingKey)) throw error;
    }
    await this.refresh();
    // The key may be newer than what we know. That we cannot look is not the caller's fault, so it is no 401.
    if (this.outage !== undefined) throw unreachable(this.outage);
    return this.known(header, token);
  }

  fingerprint(kid: string | undefined): string {
    let text = this.fingerprints.get(kid);
    if (text === undefined) {
      text = JSON.stringify((this.jwks.jwks()?.keys ?? []).filter((key) => kid === undefined || key.kid === kid));
      // Bounded, although only names of verified tokens arrive here.
      if (this.fingerprints.size < 1_000) this.fingerprints.set(kid, text);
    }
    return text;
  }

  refresh(): Promise<void> {
    const now = this.clock.now().getTime();
    if (this.reading === undefined && now - this.triedAt >= this.cooldownMs) {
      this.triedAt = now;
      this.reading = this.read(now).finally(() => { this.reading = undefined; });
    }
    return this.reading ?? Promise.resolve();
  }

  private async read(now: number): Promise<void> {
    try {
      await this.jwks.reload();
      this.readAt = now;
      this.outage = undefined;
      this.fingerprints = new Map();
    } catch (error) {
      this.outage = error;
    }
  }

  private async known(header: JWSHeaderParameters, token: FlattenedJWSInput): Promise<CryptoKey> {
    if (this.readAt === -Infinity) throw unreachable(this.outage);
    try {
      return await this.jwks(header, token);
    } catch (error) {
      if (error instanceof errors.JWKSNoMatchingKey || error instanceof errors.JWKSMultipleMatchingKeys || error instanceof errors.JOSENotSupported) throw error;
      throw unreachable(error); // a key that cannot be imported
    }
  }
}

const unreachable = (cause: unknown): DomainError =>
  new DomainError('unavailable', { detail: 'the keys of the identity provider cannot be read', retryAfter: 5, cause });
