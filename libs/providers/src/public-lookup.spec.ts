import { isPublicAddress, mayBePublic, publicLookupBy, targetOf } from './public-lookup.js';

describe('an address', () => {
  it.each(['1.1.1.1', '172.15.0.1', '172.32.0.1', '100.63.255.255', '192.0.1.1', '223.255.255.255', '2606:4700::1111', '2a00:1450:4001::1', '2001:4860:4860::8888'])('is public: %s', (address) => {
    expect(isPublicAddress(address)).toBe(true);
  });

  it.each([
    '0.0.0.0', '10.1.2.3', '100.64.0.1', '127.0.0.1', '127.255.255.254', '169.254.169.254', '172.16.0.1', '172.31.255.255', '192.0.0.8', '192.0.2.1', '192.88.99.1', '192.168.0.1', '198.19.0.1', '198.51.100.1', '203.0.113.1', '224.0.0.1', '255.255.255.255',
    '::', '::1', '::ffff:127.0.0.1', '::ffff:1.1.1.1', '::7f00:1', '64:ff9b::7f00:1', '100::1', 'fc00::1', 'fe80::1', 'fe80::1%eth0', 'ff02::1', '2001::1', '2001:db8::1', '2002:7f00:1::', '3fff::1', 'example.com', '',
  ])('is not public: %j', (address) => {
    expect(isPublicAddress(address)).toBe(false);
  });
});

describe('a host', () => {
  it.each(['example.com', 'localhost.example.com', '1.1.1.1', '[2606:4700::1111]', 'bücher.example'])('may be public: %s', (host) => {
    expect(mayBePublic(host)).toBe(true);
  });

  it.each(['localhost', 'LOCALHOST.', 'db.localhost', '127.0.0.1', '127.1', '0x7f.0.0.1', '2130706433', '017700000001', '[::1]', '::1', '[::ffff:10.0.0.1]', '１２７.0.0.1'])('cannot be public, however it is written: %s', (host) => {
    expect(mayBePublic(host)).toBe(false);
  });
});

describe('a lookup of public addresses', () => {
  const addresses = [{ address: '10.0.0.1', family: 4 }, { address: '2606:4700::1111', family: 6 }, { address: '::1', family: 6 }, { address: '1.1.1.1', family: 4 }];
  const looked = (found: typeof addresses, all: boolean, error: NodeJS.ErrnoException | null = null): Promise<unknown> =>
    new Promise((resolve) => publicLookupBy((_name, _options, done) => done(error, found))('mail.example.com', { all }, (...answer) => resolve(answer)));

  it('answers no other', async () => {
    expect(await looked(addresses, true)).toEqual([null, [addresses[1], addresses[3]]]);
    expect(await looked(addresses, false)).toEqual([null, '2606:4700::1111', 6]);
  });

  it('fails where there is no other, or where the name does not resolve', async () => {
    expect(await looked(addresses.slice(0, 1), true)).toMatchObject([{ code: 'ENOTPUBLIC' }, '', 0]);
    const error = Object.assign(new Error('getaddrinfo ENOTFOUND'), { code: 'ENOTFOUND' });
    expect(await looked([], false, error)).toEqual([error, '', 0]);
  });
});

describe('what is connected to', () => {
  it('is looked up by Node where anything may be, and is no address where it must be public', () => {
    expect(targetOf('127.0.0.1', 'anywhere')).toEqual({ host: '127.0.0.1' });
    expect(targetOf('127.0.0.1', 'public')).toEqual({ host: 'refused.invalid', lookup: expect.any(Function) });
    expect(targetOf('example.com', 'public')).toEqual({ host: 'example.com', lookup: expect.any(Function) });
    expect(targetOf('1.1.1.1', 'public').host).toBe('1.1.1.1');
  });
});
