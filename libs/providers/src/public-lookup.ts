import { lookup, type LookupAllOptions } from 'node:dns';
import { BlockList, isIP, isIPv4, type LookupFunction } from 'node:net';
import { domainToASCII } from 'node:url';
import type { Reach } from '@ringpost/domain';

type Resolve = (name: string, options: LookupAllOptions, done: (error: NodeJS.ErrnoException | null, addresses: { address: string; family: number }[]) => void) => void;

const blocks = (type: 'ipv4' | 'ipv6', networks: readonly string[]): BlockList => {
  const list = new BlockList();
  for (const network of networks) list.addSubnet(network.split('/')[0]!, Number(network.split('/')[1]), type);
  return list;
};

// The special-purpose networks of IANA's registries.
const NOT_PUBLIC_V4 = blocks('ipv4', [
  '0.0.0.0/8', '10.0.0.0/8', '100.64.0.0/10', '127.0.0.0/8', '169.254.0.0/16', '172.16.0.0/12', '192.0.0.0/24', '192.0.2.0/24', '192.88.99.0/24',
  '192.168.0.0/16', '198.18.0.0/15', '198.51.100.0/24', '203.0.113.0/24', '224.0.0.0/4', '240.0.0.0/4',
]);
// Of IPv6 only one block is given out at all. Teredo and 6to4 in it lead to IPv4 addresses, private ones among them.
const GIVEN_OUT_V6 = blocks('ipv6', ['2000::/3']), NOT_PUBLIC_V6 = blocks('ipv6', ['2001::/23', '2001:db8::/32', '2002::/16', '3fff::/20']);

/** Whether an IP address belongs to the public Internet. */
export function isPublicAddress(address: string): boolean {
  if (isIPv4(address)) return !NOT_PUBLIC_V4.check(address, 'ipv4');
  if (isIP(address) !== 6 || address.includes('%')) return false;
  return GIVEN_OUT_V6.check(address, 'ipv6') && !NOT_PUBLIC_V6.check(address, 'ipv6');
}

/** Whether a host, of a URL or by itself, may lead to the public Internet: false of other addresses, however they are written, and of this machine's name. */
export function mayBePublic(host: string): boolean {
  const bare = host.replace(/^\[|\]$/g, ''), name = (domainToASCII(bare) || bare).replace(/\.$/, '').toLowerCase();
  return isIP(name) === 0 ? name !== 'localhost' && !name.endsWith('.localhost') : isPublicAddress(name);
}

/** Why there is no connection. */
export const notPublic = (): Error => Object.assign(new Error('the host has no public address, and this account may connect to no other'), { code: 'ENOTPUBLIC' });

/** Answers only public addresses. What was looked at is what is connected to: the name is not asked for again. */
export const publicLookupBy = (resolve: Resolve): LookupFunction => (hostname, options, done) => {
  resolve(hostname, { ...options, all: true }, (error, addresses) => {
    const [first, ...more] = error ? [] : addresses.filter(({ address }) => isPublicAddress(address));
    if (!first) done(error ?? notPublic(), '', 0);
    else if (options.all) done(null, [first, ...more]);
    else done(null, first.address, first.family);
  });
};

const publicLookup = publicLookupBy(lookup);
const refuse: LookupFunction = (_hostname, _options, done) => done(notPublic(), '', 0);
/** RFC 6761: leads nowhere. */
const NOWHERE = 'refused.invalid';

/** A host to connect to. `lookup`: how it is to be resolved. */
export interface Target {
  readonly host: string;
  readonly lookup?: LookupFunction;
}

/** What `connect` is to be given for a host. An address is connected to without a lookup, and thus one that is refused goes by a name. */
export function targetOf(host: string, reach: Reach): Target {
  if (reach === 'anywhere') return { host };
  return mayBePublic(host) ? { host, lookup: publicLookup } : { host: NOWHERE, lookup: refuse };
}
