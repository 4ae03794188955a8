import { trustedAddresses } from './trusted-addresses.js';

describe('trusted addresses', () => {
  it.each([
    ['10.1.2.3', true], ['::ffff:10.1.2.3', true], ['11.1.2.3', false], ['192.168.1.4', true], ['192.168.1.5', false], ['2001:db8::7', true], ['2001:db9::7', false], ['nonsense', false], ['', false],
  ])('are those that are listed: %s', (address, is) => {
    expect(trustedAddresses(['10.0.0.0/8', '192.168.1.4', '2001:db8::/32'])(address)).toBe(is);
  });

  it('are all or none, when it is just on or off', () => {
    expect([trustedAddresses(true)('1.2.3.4'), trustedAddresses(false)('1.2.3.4')]).toEqual([true, false]);
  });
});
