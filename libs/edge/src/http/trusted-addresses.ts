import { BlockList, isIP } from 'node:net';
import type { Config } from '../config.js';

/** Whether an address is one that TRUST_PROXY names: what comes from it stands for many clients. `on` names all. */
export function trustedAddresses(trust: Config['trustProxy']): (address: string) => boolean {
  if (!Array.isArray(trust)) return () => trust;
  const list = new BlockList();
  for (const entry of trust) {
    const [ip = '', bits] = entry.split('/');
    const family = isIP(ip) === 6 ? 'ipv6' : 'ipv4';
    list.addSubnet(ip, bits === undefined ? (family === 'ipv6' ? 128 : 32) : Number(bits), family);
  }
  return (address) => isIP(address) > 0 && list.check(address, isIP(address) === 6 ? 'ipv6' : 'ipv4');
}
