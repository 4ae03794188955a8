import { invalidField } from './errors.js';
import type { ProviderConfig, ProviderKind } from './sending/provider.js';

/** What a secret is shown as; whoever sends it back keeps the stored one. */
export const MASKED_SECRET = '***';

/** What of a provider's kind its accounts' configurations are read by. */
export type ConfigRules = Pick<ProviderKind, 'secrets' | 'readConfig' | 'concurrency' | 'perSecond'>;

/** How much an account sends: at once in one process, and in a second in all of them. */
export interface AccountLimits {
  readonly concurrency: number;
  readonly perSecond?: number;
}

/** Members that any account may have. */
const OF_EVERY_PROVIDER: ReadonlySet<string> = new Set(['concurrency', 'per_second', 'callback_secret']);
const LONGEST_CONFIG = 65_536;
const LONGEST_SECRET = 1_000;
const DEEPEST_CONFIG = 8;
const MOST_AT_ONCE = 10_000;
const MOST_PER_SECOND = 1_000_000;

/** A configuration as it was given: an object, or the JSON text of one. Errors: `invalid_request`, which never quotes it. */
export function configOf(given: ProviderConfig | string): ProviderConfig {
  const config = typeof given === 'string' ? parsed(given) : given;
  if (typeof config !== 'object' || config === null || Array.isArray(config)) throw invalidField('config', 'format', 'config must be an object or the JSON text of one');
  if (!isWithinLevels(config, DEEPEST_CONFIG)) throw invalidField('config', 'format', `config must not be nested more than ${DEEPEST_CONFIG} levels deep`);
  return config as ProviderConfig;
}

/** A configuration as it is stored. Errors: `invalid_request`. */
export function configText(config: ProviderConfig): string {
  const text = JSON.stringify(config);
  if (text.length > LONGEST_CONFIG) throw invalidField('config', 'length', `config must not exceed ${LONGEST_CONFIG} characters as JSON`);
  return text;
}

/** Checks a configuration, its limits included, and answers it as the provider reads it. Errors: `invalid_request`. */
export function readAccountConfig(kind: ConfigRules, config: ProviderConfig): { read: ProviderConfig; limits: AccountLimits } {
  callbackSecretIn(config);
  return { read: kind.readConfig(config), limits: limitsOf(kind, config) };
}

/** What requests of the provider to us are signed with; none are taken where there is none. Errors: `invalid_request`. */
export function callbackSecretIn({ callback_secret: secret }: ProviderConfig): string | undefined {
  if (secret !== undefined && (typeof secret !== 'string' || !isWithin(secret.length, 1, LONGEST_SECRET))) throw invalidField('config.callback_secret', 'length', `config.callback_secret must be text of 1 to ${LONGEST_SECRET} characters`);
  return secret;
}

/** Fails with `invalid_request` at a member that the provider does not read: a slip, which might even be a secret. */
export function requireKnownMembers(provider: string, config: ProviderConfig, read: ProviderConfig): void {
  const stray = Object.keys(config).find((member) => !Object.hasOwn(read, member) && !OF_EVERY_PROVIDER.has(member));
  if (stray !== undefined) throw invalidField(`config.${stray}`, 'enum', `config.${stray} is no member that ${provider} knows`);
}

/** The configuration to show: without its secrets. Of a provider that is not known any more everything counts as one. */
export function maskedConfig(kind: Pick<ProviderKind, 'secrets'> | undefined, config: ProviderConfig): ProviderConfig {
  const isSecret = (member: string): boolean => !kind || secretsOf(kind).includes(member);
  return Object.fromEntries(Object.entries(config).map(([member, value]) => [member, isSecret(member) ? MASKED_SECRET : value]));
}

/**
 * The configuration with the stored secrets in place of those that are only hinted at. Errors: `invalid_request` where none is stored,
 * or where it would go to another place than it was given for.
 */
export function unmaskedConfig(kind: Pick<ProviderKind, 'secrets' | 'destinations'>, config: ProviderConfig, stored: () => ProviderConfig): ProviderConfig {
  const hinted = secretsOf(kind).filter((member) => config[member] === MASKED_SECRET);
  if (hinted.length === 0) return config;
  const known = stored();
  for (const member of hinted) {
    if (!Object.hasOwn(known, member)) throw invalidField(`config.${member}`, 'required', `config.${member} is required: ${MASKED_SECRET} stands for one that is stored`);
  }
  requireSameDestinations(kind, config, known, hinted[0]!);
  return { ...config, ...Object.fromEntries(hinted.map((member) => [member, known[member]])) };
}

/** Whoever may change an account need not know its secrets, and must not have them sent to a server of theirs. */
function requireSameDestinations({ destinations }: Pick<ProviderKind, 'destinations'>, config: ProviderConfig, known: ProviderConfig, secret: string): void {
  const moved = destinations.find((member) => JSON.stringify(config[member]) !== JSON.stringify(known[member]));
  if (moved !== undefined) throw invalidField(`config.${secret}`, 'required', `config.${secret} has to be given again, because config.${moved} changes`);
}

function limitsOf(kind: ConfigRules, { concurrency = kind.concurrency, per_second: perSecond = kind.perSecond }: ProviderConfig): AccountLimits {
  if (!Number.isInteger(concurrency) || !isWithin(concurrency, 1, MOST_AT_ONCE)) throw invalidField('config.concurrency', 'range', `config.concurrency must be a whole number from 1 to ${MOST_AT_ONCE}`);
  if (perSecond === undefined) return { concurrency };
  if (!isWithin(perSecond, 1, MOST_PER_SECOND)) throw invalidField('config.per_second', 'range', `config.per_second must be a number from 1 to ${MOST_PER_SECOND}`);
  return { concurrency, perSecond };
}

const secretsOf = ({ secrets }: Pick<ProviderKind, 'secrets'>): readonly string[] => [...new Set([...secrets, 'callback_secret'])];

const isWithin = (value: unknown, min: number, max: number): value is number => typeof value === 'number' && value >= min && value <= max;

const isWithinLevels = (value: unknown, levels: number): boolean =>
  typeof value !== 'object' || value === null || (levels > 0 && Object.values(value).every((member) => isWithinLevels(member, levels - 1)));

function parsed(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return undefined; // told by the caller, in words that do not quote what may hold a secret
  }
}
