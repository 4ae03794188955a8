import { AddressCount } from './address-count.js';
import { plainAddress } from './plain-address.js';

describe('an address', () => {
  it.each([['192.0.2.7', '192.0.2.7'], ['::ffff:192.0.2.7', '192.0.2.7'], ['2001:db8::1', '2001:db8::1'], ['fe80::1%eth0', 'fe80::1'], ['::1', '::1']])('%s is %s', (address, plain) => {
    expect(plainAddress(address)).toBe(plain);
  });
});

describe('a count of connections', () => {
  const count = new AddressCount(2, (address) => address.startsWith('10.'));

  it('lets an address have so many, and more when some have gone', () => {
    expect([1, 2, 3].map(() => count.enter('192.0.2.7'))).toEqual([true, true, false]);
    expect(count.enter('192.0.2.8')).toBe(true);
    count.leave('192.0.2.7');
    expect([1, 2].map(() => count.enter('192.0.2.7'))).toEqual([true, false]);
  });

  it('takes the addresses of one IPv6 customer for one', () => {
    expect(['2001:db8::1', '2001:db8::2', '2001:db8::3', '2001:db8:0:1::1'].map((address) => count.enter(address))).toEqual([true, true, false, true]);
  });

  it('makes exceptions', () => {
    expect([1, 2, 3].map(() => count.enter('10.0.0.1'))).toEqual([true, true, true]);
  });
});
