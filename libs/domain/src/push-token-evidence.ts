import type { Environment, Provider } from './push-token.js';
import { inFewWords, type Accepted, type DeadAddress, type SuspectAddress } from './sending/outcome.js';

/** Why we ended or doubted a token ourselves; any other reason is a provider's own word. */
export type OwnReason = 'deactivated' | 'rotated' | 'moved' | 'crowded' | 'idle' | 'mass_death_guard';

/** What was said of an address. Never holds an address. Times are RFC 3339, as JSON keeps them. */
export interface Testimony {
  readonly reason: string;
  readonly provider?: Provider;
  /** The provider's own words. */
  readonly response?: string;
  /** Where it was tried. */
  readonly environment?: Environment;
  /** When the try began. */
  readonly at?: string;
  /** Since when, by the provider's clock. */
  readonly since?: string;
}

/** Why a token is doubted or has ended, for the people who ask. */
export interface Evidence extends Testimony {
  /** It was refused there, and is tried in the other environment now. */
  readonly probing?: { readonly from: Environment };
  /** What had been said before: by the other environment, or of a death that was not believed. */
  readonly earlier?: Testimony;
}

/** What came of one try, as far as it says something of the token. */
export interface Verdict {
  /** Where it was tried. */
  readonly environment: Environment;
  readonly triedAt: Date;
  readonly outcome: Accepted | DeadAddress | SuspectAddress;
}

/** A refusal as evidence. */
export const evidenceOf = ({ environment, triedAt, outcome }: Verdict & { readonly outcome: DeadAddress | SuspectAddress }, provider: Provider): Testimony => ({
  reason: inFewWords(outcome.reason), provider, response: inFewWords(outcome.response), environment, at: triedAt.toISOString(),
  ...(outcome.kind === 'dead' && outcome.since && { since: outcome.since.toISOString() }),
});

/** What one side said, without what was concluded from it. */
export const testimonyIn = ({ probing: _probing, earlier: _earlier, ...testimony }: Evidence): Testimony => testimony;
