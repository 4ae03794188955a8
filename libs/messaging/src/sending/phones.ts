import type { ReachableToken } from '@ringpost/persistence';

/** One phone's tokens, the best first. */
export type Ways = readonly [ReachableToken, ...ReachableToken[]];

/** Tokens by the phones that they are of. A token that names no phone is one of its own. */
export function phonesOf(tokens: readonly ReachableToken[]): Ways[] {
  return tokens.map((token) => [token]);
}
