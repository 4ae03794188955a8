import { phonesOf, type Purpose } from '@ringpost/domain';
import type { MemberToken, ReachableToken } from '@ringpost/persistence';

/** One phone's tokens, the best first. */
export type Ways<Token extends ReachableToken = ReachableToken> = readonly [Token, ...Token[]];

/** Tokens by the phones that a message goes to, once each. */
export const messagePhones = (tokens: readonly ReachableToken[]): Ways[] => phones(tokens, 'message');

/** The same for what happens at a device: a ring has more ways to a phone. */
export const eventPhones = (tokens: readonly MemberToken[], sentFor: Purpose): Ways<MemberToken>[] => phones(tokens, sentFor);

// Within one purpose no two tokens are the same address.
const phones = <Token extends ReachableToken & { readonly address?: string }>(tokens: readonly Token[], sentFor: Purpose): Ways<Token>[] =>
  phonesOf(tokens, ({ id, user_id, device_id, app_id, provider, purpose, address = id }) => ({ userId: user_id, deviceId: device_id, appId: app_id, provider, purpose, address }), sentFor);
