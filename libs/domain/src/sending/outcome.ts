/** What a provider answered, in our word for it and in its own. Neither ever holds a token or an address. */
interface Told {
  /** A short word that statistics can be made of: the provider's own where it has one. */
  readonly reason: string;
  /** The provider's own words, at most a few hundred characters. */
  readonly response: string;
}

/** The provider took it. */
export interface Accepted {
  readonly kind: 'accepted';
  /** Under which the provider knows it. */
  readonly providerId?: string;
  readonly response: string;
}

/** This address will never work again, and the provider said so plainly. */
export interface DeadAddress extends Told {
  readonly kind: 'dead';
  /** Since when; a phone that registered later proves the contrary. */
  readonly since?: Date;
}

/** The address does not work here. It may in the other environment, or with another app. */
export interface SuspectAddress extends Told {
  readonly kind: 'suspect';
  /** Worth trying in the other environment. */
  readonly elsewhere: boolean;
}

/** Credentials or content are wrong. No address is to blame. */
export interface Misconfigured extends Told {
  readonly kind: 'misconfigured';
  /** What has to be mended: the provider account, or this message. */
  readonly scope: 'account' | 'payload';
}

/** Later, perhaps. */
export interface Deferred extends Told {
  readonly kind: 'deferred';
  /** What the provider asks for, in milliseconds. 0: at once, for a reason that is mended already. */
  readonly retryAfterMs?: number;
  /** The provider is not at fault: it limits how much it takes. */
  readonly throttled?: boolean;
}

/** What came of one try at one provider. A value, never an exception. */
export type SendOutcome = Accepted | DeadAddress | SuspectAddress | Misconfigured | Deferred;
export type OutcomeKind = SendOutcome['kind'];

const LONGEST_RESPONSE = 500;

/** A provider's words, shortened to what the log keeps, on one line. */
export const inFewWords = (text: string): string => {
  const line = text.replace(/[\s\p{Cc}]+/gu, ' ').trim();
  return line.length > LONGEST_RESPONSE ? `${line.slice(0, LONGEST_RESPONSE - 1)}…` : line;
};
