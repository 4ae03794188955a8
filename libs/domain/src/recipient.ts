/** What may be said of a user to reach them. */
export interface RecipientDetails {
  readonly name?: string | null;
  readonly email?: string | null;
  readonly phone?: string | null;
  readonly locale?: string | null;
  readonly timeZone?: string | null;
}

/** What an identity token told of its bearer. */
export interface Claims extends RecipientDetails {
  readonly emailVerified?: boolean;
  readonly phoneVerified?: boolean;
}

/** True when claims say anything that a recipient could learn. */
export const isTelling = ({ name, email, phone, locale }: Claims): boolean => Boolean(name || email || phone || locale);

/** How often a token may teach us about one user. */
export const LEARN_EVERY_MS = 3_600_000;

/** What we know of a user to reach them. An address is verified when somebody other than the user vouches for it. */
export class Recipient {
  readonly tenantId: string;
  readonly userId: string;
  name: string | null = null;
  email: string | null = null;
  emailVerified = false;
  phone: string | null = null;
  phoneVerified = false;
  locale: string | null = null;
  timeZone: string | null = null;
  learnedAt: Date | null = null;
  updatedAt: Date;

  constructor(tenantId: string, userId: string, now: Date) {
    this.tenantId = tenantId;
    this.userId = userId;
    this.updatedAt = now;
  }

  /** Changes the members that are given; an empty one is cleared. `vouched`: an administrator or sender says so. */
  change(details: RecipientDetails, vouched: boolean, now: Date): void {
    if (details.name !== undefined) this.name = details.name || null;
    if (details.locale !== undefined) this.locale = details.locale || null;
    if (details.timeZone !== undefined) this.timeZone = details.timeZone || null;
    if (details.email !== undefined) this.setEmail(details.email || null, vouched);
    if (details.phone !== undefined) this.setPhone(details.phone || null, vouched);
    this.updatedAt = now;
  }

  /** Fills what is still unset from an identity token, at most once an hour. True when something was worth storing. */
  learn(claims: Claims, now: Date): boolean {
    if (this.learnedAt !== null && now.getTime() - this.learnedAt.getTime() < LEARN_EVERY_MS) return false;
    const before = JSON.stringify(this);
    this.name ??= claims.name || null;
    this.locale ??= claims.locale || null;
    if (claims.email && (this.email === null || this.email === claims.email)) this.setEmail(claims.email, claims.emailVerified === true);
    if (claims.phone && (this.phone === null || this.phone === claims.phone)) this.setPhone(claims.phone, claims.phoneVerified === true);
    if (JSON.stringify(this) === before) return false;
    this.learnedAt = now;
    this.updatedAt = now;
    return true;
  }

  private setEmail(email: string | null, vouched: boolean): void {
    this.emailVerified = email !== null && (vouched || (this.emailVerified && this.email === email));
    this.email = email;
  }

  private setPhone(phone: string | null, vouched: boolean): void {
    this.phoneVerified = phone !== null && (vouched || (this.phoneVerified && this.phone === phone));
    this.phone = phone;
  }
}
