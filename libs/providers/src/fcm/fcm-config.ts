import { X509Certificate } from 'node:crypto';
import type { ProviderConfig } from '@ringpost/domain';
import { ConfigMembers, requirePublic } from '../config-members.js';
import { isWebUrl, readServiceAccount, type ServiceAccount } from '../oauth/service-account.js';

/** An account at FCM. A type and not an interface, so that it fits a configuration. */
export type FcmConfig = {
  /** Given as an object, or as the text of the file that Google hands out. */
  readonly service_account: ServiceAccount;
  /** When it is not the service account's own. */
  readonly project_id?: string;
  readonly endpoint: string;
  /** When it is not the service account's `token_uri`. */
  readonly token_endpoint?: string;
  /** PEM; certificates that are trusted instead of the well-known authorities, at both endpoints. */
  readonly ca?: string;
  readonly concurrency: number;
  readonly per_second: number;
};

export const CONCURRENCY = 500;
/** Google counts 600000 in a minute, and refusals among them. */
export const PER_SECOND = 10_000;
const MOST_CONCURRENCY = 10_000, MOST_PER_SECOND = 1_000_000, LONGEST_PEM = 100_000, LONGEST_URL = 1_000;

/** Checks a configuration and fills in what it leaves out. Errors: `invalid_request`, naming `config.<member>`. */
export function readFcmConfig(config: ProviderConfig): FcmConfig {
  const members = new ConfigMembers(config);
  const read: { [Member in keyof FcmConfig]: FcmConfig[Member] | undefined } = {
    service_account: readServiceAccount(config.service_account, 'config.service_account'),
    project_id: members.readable('project_id', 'the id of a Google Cloud project', isProject),
    endpoint: members.readable('endpoint', 'an http or https URL without a path', isOrigin, LONGEST_URL) ?? 'https://fcm.googleapis.com',
    token_endpoint: members.readable('token_endpoint', 'an http or https URL without credentials', isWebUrl, LONGEST_URL),
    ca: members.readable('ca', 'certificates as PEM', (pem) => new X509Certificate(pem), LONGEST_PEM),
    concurrency: members.number('concurrency', MOST_CONCURRENCY) ?? CONCURRENCY,
    per_second: members.number('per_second', MOST_PER_SECOND) ?? PER_SECOND,
  };
  return Object.fromEntries(Object.entries(read).filter(([, value]) => value !== undefined)) as FcmConfig;
}

/** Fails with `invalid_request` where an endpoint can be no public one. */
export function checkFcmPublic({ service_account: account, endpoint, token_endpoint: tokens }: FcmConfig): void {
  requirePublic('endpoint', new URL(endpoint).hostname);
  if (tokens !== undefined) requirePublic('token_endpoint', new URL(tokens).hostname);
  requirePublic('service_account', new URL(account.token_uri).hostname);
}

/** Numbers are ids too, and old ones have a domain before a colon. */
const isProject = (text: string): boolean => /^[a-z0-9](?:[a-z0-9.:-]{0,98}[a-z0-9])?$/i.test(text);

const isOrigin = (text: string): boolean => {
  const url = URL.parse(text);
  return url !== null && isWebUrl(text) && url.href === `${url.origin}/`;
};
