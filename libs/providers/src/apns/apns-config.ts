import { X509Certificate, createPrivateKey } from 'node:crypto';
import type { ProviderConfig } from '@ringpost/domain';
import { ConfigMembers, requirePublic } from '../config-members.js';

/** A team's key, and where it is used. A type and not an interface, so that it fits a configuration. */
export type ApnsConfig = {
  readonly team_id: string;
  readonly key_id: string;
  /** The .p8 file: PEM, P-256. */
  readonly private_key: string;
  /** The app that tokens belong to which name none. */
  readonly bundle_id?: string;
  readonly endpoint: string;
  readonly sandbox_endpoint: string;
  /** PEM; trusted instead of the well-known authorities. */
  readonly ca?: string;
  /** Sends of one process at once. */
  readonly concurrency?: number;
  readonly per_second?: number;
};

const LONGEST_PEM = 100_000, MOST_AT_ONCE = 4_000, MOST_PER_SECOND = 100_000;
const APPLE_ID = /^[A-Z0-9]{10}$/;
/** A bundle id. */
export const BUNDLE_ID = /^[A-Za-z0-9.-]{1,155}$/;

/** Checks a configuration and fills in what it leaves out. Errors: `invalid_request`, naming `config.<member>`. */
export function readApnsConfig(config: ProviderConfig): ApnsConfig {
  const members = new ConfigMembers(config);
  const read: { [Member in keyof ApnsConfig]: ApnsConfig[Member] | undefined } = {
    team_id: members.required('team_id', members.readable('team_id', "the 10 capital letters and digits of Apple's team id", (text) => APPLE_ID.test(text))),
    key_id: members.required('key_id', members.readable('key_id', "the 10 capital letters and digits of the key's id", (text) => APPLE_ID.test(text))),
    private_key: members.required('private_key', members.readable('private_key', 'the text of a .p8 file: an EC private key on the curve P-256, as PEM', isSigningKey, LONGEST_PEM)),
    bundle_id: members.readable('bundle_id', 'a bundle id', (text) => BUNDLE_ID.test(text)),
    endpoint: members.readable('endpoint', 'an http or https URL without a path', isOrigin) ?? 'https://api.push.apple.com',
    sandbox_endpoint: members.readable('sandbox_endpoint', 'an http or https URL without a path', isOrigin) ?? 'https://api.sandbox.push.apple.com',
    ca: members.readable('ca', 'certificates as PEM', (pem) => new X509Certificate(pem), LONGEST_PEM),
    concurrency: members.number('concurrency', MOST_AT_ONCE),
    per_second: members.number('per_second', MOST_PER_SECOND),
  };
  return Object.fromEntries(Object.entries(read).filter(([, value]) => value !== undefined)) as ApnsConfig;
}

/** Fails with `invalid_request` where an endpoint can be no public one. */
export function checkApnsPublic(config: ApnsConfig): void {
  for (const member of ['endpoint', 'sandbox_endpoint'] as const) requirePublic(member, new URL(config[member]).hostname);
}

function isSigningKey(pem: string): boolean {
  const key = createPrivateKey(pem);
  return key.asymmetricKeyType === 'ec' && key.asymmetricKeyDetails?.namedCurve === 'prime256v1';
}

function isOrigin(text: string): boolean {
  const { protocol, pathname, search, hash, username, password } = new URL(text);
  return /^https?:$/.test(protocol) && pathname === '/' && `${search}${hash}${username}${password}` === '';
}
