import { Actor, DomainError, type Claims } from '@ringpost/domain';
import type { JWTPayload } from 'jose';

/** Who a verified token speaks for, and what it tells of them. */
export interface Identity {
  readonly actor: Actor;
  /** Absent when the token tells nothing that a recipient could learn from. */
  readonly claims?: Claims;
}

/** The identity in the claims of a verified token. Claims that cannot be an identity make the token invalid. */
export function identityOf(payload: JWTPayload, defaultTenantId?: string): Identity {
  const tenant = payload.tenant_id === undefined ? defaultTenantId : idOf(payload.tenant_id, 'tenant_id');
  const user = idOf(payload.sub, 'sub');
  if (tenant === undefined) throw new DomainError('tenant_missing');
  return { actor: new Actor(tenant, user, scopesOf(payload.scope)), claims: claimsOf(payload) };
}

const UNFIT = /[\p{Cc}\p{Cs}]/u; // control characters and halves of surrogate pairs

/** True for text that can name a tenant or a user: 1 to 128 characters, none of them a control character or half a pair. */
export const isIdentifier = (value: unknown): value is string =>
  typeof value === 'string' && value.length > 0 && value.length <= 128 && !UNFIT.test(value);

function idOf(value: unknown, claim: string): string {
  if (!isIdentifier(value)) throw new DomainError('token_invalid', { detail: `the claim ${claim} is not a text of 1 to 128 characters` });
  return value;
}

function scopesOf(scope: unknown): ReadonlySet<string> {
  const words = Array.isArray(scope) ? scope : typeof scope === 'string' ? scope.split(' ') : [];
  return new Set(words.filter((word) => typeof word === 'string' && word !== ''));
}

function claimsOf(payload: JWTPayload): Claims | undefined {
  const name = wordsOf(payload.name), email = wordsOf(payload.email), phone = wordsOf(payload.phone_number), locale = wordsOf(payload.locale);
  if (name === undefined && email === undefined && phone === undefined && locale === undefined) return undefined;
  return { name, email, phone, locale, emailVerified: payload.email_verified === true, phoneVerified: payload.phone_number_verified === true };
}

// What tells nothing is left out rather than refused: a provider's odd profile claim must not lock its user out.
const wordsOf = (value: unknown): string | undefined =>
  typeof value === 'string' && value !== '' && value.length <= 320 && !UNFIT.test(value) ? value : undefined;
