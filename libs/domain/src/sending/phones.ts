import type { Provider, Purpose } from '../push-token.js';

/** A push token, as far as it tells which phone it is of and how well it reaches it. */
export interface WayToPhone {
  readonly userId: string;
  readonly deviceId: string | null;
  readonly appId: string;
  readonly provider: Provider;
  readonly purpose: Purpose;
  /** Whatever is the same for the same address. */
  readonly address: string;
}

// A ring: what makes a locked phone call out comes first. The socket comes last: it is there only while the app runs.
const RING = ['ring apns', 'ring', 'message', 'ring socket', 'message socket'];
// A message: never by what was registered for rings, where some phones punish whatever does not ring.
const MESSAGE = ['message', 'message socket'];

function rankOf({ provider, purpose }: WayToPhone, sentFor: Purpose): number {
  const order = sentFor === 'ring' ? RING : MESSAGE, named = order.indexOf(`${purpose} ${provider}`);
  return named >= 0 || provider === 'socket' ? named : order.indexOf(purpose);
}

/**
 * Tokens by the phones that they are of, the best way to each phone first. Tokens are of one phone when they name the same one for the
 * same app, or are the same address; a token that names none is else of a phone of its own. Phones with no way for this are left out.
 */
export function phonesOf<Token>(tokens: readonly Token[], wayOf: (token: Token) => WayToPhone, sentFor: Purpose): [Token, ...Token[]][] {
  const ways = tokens.map((token) => ({ token, way: wayOf(token) }));
  const named = new Map<string, string>(), phones = new Map<string, { token: Token; rank: number }[]>();
  for (const { way } of ways) if (way.deviceId !== null && !named.has(way.address)) named.set(way.address, JSON.stringify([way.userId, way.deviceId, way.appId]));
  for (const { token, way } of ways) {
    const rank = rankOf(way, sentFor), phone = named.get(way.address) ?? way.address;
    if (rank >= 0) phones.set(phone, [...(phones.get(phone) ?? []), { token, rank }]);
  }
  return [...phones.values()].map((phone) => phone.sort((a, b) => a.rank - b.rank).map(({ token }) => token) as [Token, ...Token[]]);
}
