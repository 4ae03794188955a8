import { SocketTokens, identityHashOf, socketHashOf, tellsPhonesApart, type SocketIdentity } from './socket-token.js';
import { keyNamed } from './testing/index.js';

const PHONE: SocketIdentity = { imei: '867530912345678', imsi: '460001234567890', bundleId: 'com.example.doorbell' };
const by = (...names: string[]): SocketTokens => new SocketTokens(names.map(keyNamed));
const tokenOf = (identity: SocketIdentity, generation = 0): string => by('first').of(identity, generation)[0]!;

describe('a token of the push socket', () => {
  it('says which key made it, and fits where 64 characters fit', () => {
    expect(tokenOf(PHONE)).toMatch(/^rp[0-9a-f]{8}[A-Za-z0-9_-]{43}$/);
    expect(tokenOf(PHONE).length).toBeLessThanOrEqual(64);
    expect(tokenOf(PHONE).slice(0, 10)).toBe(by('first').random().slice(0, 10));
    expect(tokenOf(PHONE).slice(0, 10)).not.toBe(by('second').of(PHONE, 0)[0]!.slice(0, 10));
  });

  it('is never taken for one of APNs', () => {
    for (let i = 0; i < 1_000; i++) expect(tokenOf({ ...PHONE, imei: String(i) })).not.toMatch(/^[0-9a-f]{64}$/i);
  });

  it('is the same one whenever the phone comes', () => {
    expect(tokenOf(PHONE)).toBe(tokenOf({ ...PHONE }));
  });

  it.each<[string, SocketIdentity, number]>([
    ['imei', { ...PHONE, imei: '867530912345679' }, 0], ['imsi', { ...PHONE, imsi: '' }, 0], ['app', { ...PHONE, bundleId: 'com.example.other' }, 0], ['generation', PHONE, 1],
  ])('is another one for another %s', (_what, identity, generation) => {
    expect(tokenOf(identity, generation)).not.toBe(tokenOf(PHONE));
  });

  it('is not that of an identity with the same letters in other places', () => {
    const texts = [{ imei: '12', imsi: '3', bundleId: '' }, { imei: '1', imsi: '23', bundleId: '' }, { imei: '1","2', imsi: '3', bundleId: '' }, { imei: '1', imsi: '2","3', bundleId: '' }];
    expect(new Set(texts.map((identity) => tokenOf(identity))).size).toBe(texts.length);
    expect(new Set(texts.map((identity) => identityHashOf(identity).toString('hex'))).size).toBe(texts.length);
  });

  it('does not hold what it was made of', () => {
    for (const part of Object.values(PHONE)) {
      expect(tokenOf(PHONE)).not.toContain(part);
      expect(Buffer.from(tokenOf(PHONE).slice(10), 'base64url').includes(part)).toBe(false);
    }
  });

  it('cannot be made without the key', () => {
    expect(by('second').of(PHONE, 0)[0]!.slice(10)).not.toBe(tokenOf(PHONE).slice(10));
  });

  it('is found by a hash; a text that is none has none', () => {
    expect(socketHashOf(tokenOf(PHONE))).toHaveLength(32);
    expect(socketHashOf(tokenOf(PHONE))).toEqual(socketHashOf(tokenOf(PHONE)));
    for (const text of ['', 'rp', 'a'.repeat(64), `${tokenOf(PHONE)}a`, ` ${tokenOf(PHONE)}`, `${tokenOf(PHONE)}\n`, tokenOf(PHONE).replace('rp', 'RP')]) expect(socketHashOf(text)).toBeNull();
  });
});

describe('several keys', () => {
  it('give an identity as many tokens, that of the first key first', () => {
    const both = by('new', 'old').of(PHONE, 0);
    expect(both).toEqual([by('new').of(PHONE, 0)[0], by('old').of(PHONE, 0)[0]]);
  });

  it('are 32 bytes each, and there is at least one', () => {
    expect(() => new SocketTokens([])).toThrow(RangeError);
    expect(() => new SocketTokens([keyNamed('first'), Buffer.alloc(31)])).toThrow(RangeError);
  });
});

describe('a phone that cannot be told from others', () => {
  const NOBODY = ['', ' ', '0', '000000000000000', '111111111111111', 'unknown', 'Unknown', ' NULL ', 'undefined', 'n/a', 'default', '012345678912345', '004999010640000'];

  it.each(NOBODY)('says %j', (text) => {
    expect(tellsPhonesApart({ imei: text, imsi: text, bundleId: 'com.example' })).toBe(false);
    for (const other of NOBODY) expect(tellsPhonesApart({ imei: text, imsi: other, bundleId: 'com.example' })).toBe(false);
  });

  it.each(NOBODY)('is not one that says %j in one place and a number in the other', (text) => {
    expect(tellsPhonesApart({ ...PHONE, imei: text })).toBe(true);
    expect(tellsPhonesApart({ ...PHONE, imsi: text })).toBe(true);
  });

  it('gets a token of its own each time, of the usual form', () => {
    const tokens = Array.from({ length: 100 }, () => by('first').random());
    expect(new Set(tokens).size).toBe(100);
    for (const token of tokens) expect(socketHashOf(token)).not.toBeNull();
  });
});
