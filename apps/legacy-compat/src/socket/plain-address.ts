/** An address as people write it: IPv4 in IPv6 is IPv4, and the interface is left out. */
export const plainAddress = (address: string): string => address.replace(/^::ffff:(?=\d+\.)/i, '').replace(/%.*$/, '');
