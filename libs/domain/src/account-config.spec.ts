import { callbackSecretIn, configOf, configText, maskedConfig, readAccountConfig, requireKnownMembers, unmaskedConfig } from './account-config.js';
import type { ProviderConfig } from './sending/index.js';

const KIND = { secrets: ['password', 'key'], destinations: ['host', 'port'], readConfig: (config: ProviderConfig): ProviderConfig => ({ port: 587, ...config }), concurrency: 5, perSecond: 14 };
const refusal = (member: string, code: string): Error => expect.objectContaining({ code: 'invalid_request', fields: [expect.objectContaining({ field: member, code })] });

describe('a configuration', () => {
  it('is an object or the JSON text of one', () => {
    expect([configOf({ host: 'mail' }), configOf('{"host":"mail"}')]).toEqual([{ host: 'mail' }, { host: 'mail' }]);
  });

  it.each(['', 'host=mail', '[]', 'null', '"text"', '7'])('is not %j', (text) => {
    expect(() => configOf(text)).toThrow(refusal('config', 'format'));
  });

  it('is not quoted when it cannot be read', () => {
    expect(() => configOf('{"password": hunter2')).toThrow(expect.not.objectContaining({ message: expect.stringContaining('hunter2') }));
  });

  it('may be nested eight levels deep, and not so deep that writing it down fails', () => {
    const nested = (levels: number): string => `${'{"a":'.repeat(levels)}1${'}'.repeat(levels)}`;
    expect(configOf(nested(8))).toMatchObject({ a: { a: {} } });
    for (const levels of [9, 100_000]) expect(() => configOf(nested(levels))).toThrow(refusal('config', 'format'));
  });

  it('is stored as JSON of at most 65536 characters', () => {
    const sized = (length: number): ProviderConfig => ({ a: 'x'.repeat(length - '{"a":""}'.length) });
    expect(configText(sized(65_536))).toHaveLength(65_536);
    expect(() => configText(sized(65_537))).toThrow(refusal('config', 'length'));
  });

  it('is read as its provider reads it, with the limits that it or its provider sets', () => {
    expect(readAccountConfig(KIND, { host: 'mail' })).toEqual({ read: { host: 'mail', port: 587 }, limits: { concurrency: 5, perSecond: 14 } });
    expect(readAccountConfig(KIND, { concurrency: 2, per_second: 1.5 }).limits).toEqual({ concurrency: 2, perSecond: 1.5 });
    expect(readAccountConfig({ ...KIND, perSecond: undefined }, {}).limits).toEqual({ concurrency: 5 });
  });

  it.each([['concurrency', 0], ['concurrency', 1.5], ['concurrency', '5'], ['concurrency', 10_001], ['concurrency', null], ['per_second', 0], ['per_second', '7'], ['per_second', 1_000_001]])('has no %s of %p', (member, value) => {
    expect(() => readAccountConfig(KIND, { [member]: value })).toThrow(refusal(`config.${member}`, 'range'));
  });

  it('has no member that its provider does not read, which might be a secret that is then shown', () => {
    expect(() => requireKnownMembers('smtp', { host: 'mail', pasword: 'hunter2' }, { host: 'mail' })).toThrow(refusal('config.pasword', 'enum'));
    expect(() => requireKnownMembers('smtp', { host: 'mail', concurrency: 1, per_second: 2, callback_secret: 'x' }, { host: 'mail', port: 587 })).not.toThrow();
  });
});

describe('what a provider signs its requests to us with', () => {
  it('is a member that any account may have, or have not', () => {
    expect([callbackSecretIn({ callback_secret: 'signed' }), callbackSecretIn({})]).toEqual(['signed', undefined]);
  });

  it.each(['', 7, null, 'x'.repeat(1_001)])('is not %p', (secret) => {
    expect(() => readAccountConfig(KIND, { callback_secret: secret })).toThrow(refusal('config.callback_secret', 'length'));
  });

  it('is a secret of every provider', () => {
    expect(maskedConfig(KIND, { host: 'mail', callback_secret: 'signed' })).toEqual({ host: 'mail', callback_secret: '***' });
    expect(unmaskedConfig(KIND, { callback_secret: '***' }, () => ({ callback_secret: 'signed' }))).toEqual({ callback_secret: 'signed' });
  });
});

describe('secrets', () => {
  const stored = { host: 'mail', password: 'hunter2', key: { pem: 'x' } };

  it('are masked, whatever they are', () => {
    expect(maskedConfig(KIND, stored)).toEqual({ host: 'mail', password: '***', key: '***' });
  });

  it('are all that is left of a configuration whose provider is not known any more', () => {
    expect(maskedConfig(undefined, stored)).toEqual({ host: '***', password: '***', key: '***' });
  });

  it('that come back masked are the stored ones; others replace them', () => {
    expect(unmaskedConfig(KIND, { host: 'mail', from: 'bell', password: '***', key: 'new' }, () => stored)).toEqual({ host: 'mail', from: 'bell', password: 'hunter2', key: 'new' });
  });

  it('are not asked for where none is masked, and a member that is no secret may read like one', () => {
    const fail = (): never => { throw new Error('opened'); };
    expect(unmaskedConfig(KIND, { host: '***', password: 'new' }, fail)).toEqual({ host: '***', password: 'new' });
  });

  it.each([['host', { host: 'other' }], ['host', {}], ['port', { host: 'mail', port: 25 }]])('that would go elsewhere, because %s changes, have to be given again', (member, change) => {
    const words = `config.key has to be given again, because config.${member} changes`;
    expect(() => unmaskedConfig(KIND, { ...change, password: 'new', key: '***' }, () => stored)).toThrow(expect.objectContaining({ code: 'invalid_request', fields: [{ field: 'config.key', code: 'required', description: words }] }));
    expect(unmaskedConfig(KIND, { ...change, password: 'new', key: 'new' }, () => stored)).toEqual({ ...change, password: 'new', key: 'new' });
  });

  it('cannot be kept where none is stored', () => {
    expect(() => unmaskedConfig(KIND, { password: '***' }, () => ({ host: 'mail' }))).toThrow(refusal('config.password', 'required'));
  });
});
