import { createHash, createPrivateKey, sign, type KeyObject } from 'node:crypto';
import type { ApnsConfig } from './apns-config.js';

/** What time it is: by the calendar, which may be set, and by a clock that only goes on. Milliseconds. */
export interface Times {
  calendar(): number;
  steady(): number;
}

const MINUTE_MS = 60_000;
/** APNs takes one for an hour. */
const RENEWED_AFTER_MS = 40 * MINUTE_MS;
/** More often, and APNs refuses the new one. */
const SOONEST_MS = 20 * MINUTE_MS;
/** A client that pauses for so long is closed: nobody holds one that was not renewed. */
const FORGOTTEN_AFTER_MS = 60 * MINUTE_MS;
/** By so much may the two clocks differ before the calendar was set. */
const DRIFT_MS = MINUTE_MS;

type TeamKey = Pick<ApnsConfig, 'team_id' | 'key_id' | 'private_key'>;

/** The provider token of a team's key: signed once, and used for all pushes until it is old. */
export class ApnsJwt {
  private readonly key: KeyObject;
  private authorization = '';
  private issuedAt = 0;
  private issuedAtSteady: number;

  constructor(private readonly config: TeamKey, private readonly times: Times) {
    this.key = createPrivateKey(config.private_key);
    this.issuedAtSteady = times.steady();
  }

  /** The value of the header `authorization`. */
  get current(): string {
    const age = this.times.calendar() - this.issuedAt;
    if (this.authorization === '' || age >= RENEWED_AFTER_MS || age < -DRIFT_MS) this.renew();
    return this.authorization;
  }

  /** APNs calls this one expired. Answers whether there is another one to try with. */
  expired(authorization: string): boolean {
    if (authorization !== this.authorization) return true; // renewed since it was sent
    if (!this.mayRenew) return false;
    this.renew();
    return true;
  }

  /** Old, and so in use no longer. */
  get isForgotten(): boolean {
    return this.times.steady() - this.issuedAtSteady >= FORGOTTEN_AFTER_MS;
  }

  private get mayRenew(): boolean {
    const age = this.times.steady() - this.issuedAtSteady;
    const ageByCalendar = this.times.calendar() - this.issuedAt;
    return age >= SOONEST_MS || Math.abs(ageByCalendar - age) > DRIFT_MS;
  }

  private renew(): void {
    this.issuedAt = this.times.calendar();
    this.issuedAtSteady = this.times.steady();
    const { team_id: iss, key_id: kid } = this.config;
    const signed = `${encoded({ alg: 'ES256', kid })}.${encoded({ iss, iat: Math.floor(this.issuedAt / 1_000) })}`;
    const signature = sign('sha256', Buffer.from(signed), { key: this.key, dsaEncoding: 'ieee-p1363' });
    this.authorization = `bearer ${signed}.${signature.toString('base64url')}`;
  }
}

/** The provider tokens of all keys, one each: clients come and go more often than APNs lets a token be renewed. */
export class ApnsJwts {
  private readonly known = new Map<string, ApnsJwt>();

  constructor(private readonly times: Times) {}

  /** That of a team's key, the same for every account that has it. */
  of(config: TeamKey): ApnsJwt {
    const { team_id, key_id, private_key } = config, id = createHash('sha256').update(`${team_id}\0${key_id}\0${private_key}`).digest('base64');
    const known = this.known.get(id);
    if (known !== undefined) return known;
    for (const [other, jwt] of this.known) if (jwt.isForgotten) this.known.delete(other);
    const jwt = new ApnsJwt(config, this.times);
    this.known.set(id, jwt);
    return jwt;
  }
}

const encoded = (members: object): string => Buffer.from(JSON.stringify(members)).toString('base64url');
