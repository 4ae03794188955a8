import { generateKeyPairSync } from 'node:crypto';
import { DomainError, type ProviderConfig } from '@ringpost/domain';
import { readSmtpConfig } from './smtp-config.js';

describe('a configuration', () => {
  const least = { host: 'smtp.example.com', from: 'Ringpost <bell@ringpost.test>' };
  const { privateKey: ecKey } = generateKeyPairSync('ec', { namedCurve: 'P-256', privateKeyEncoding: { type: 'pkcs8', format: 'pem' }, publicKeyEncoding: { type: 'spki', format: 'pem' } });

  it('is filled in where it says nothing', () => {
    expect(readSmtpConfig(least)).toEqual({ ...least, port: 587, secure: 'starttls', dsn: true, concurrency: 5 });
    expect(readSmtpConfig({ ...least, secure: 'tls' })).toMatchObject({ port: 465 });
  });

  it('is kept as it was given otherwise, and can be read again', () => {
    const whole = { ...least, port: 2525, secure: 'tls', username: 'a', password: 'b', reply_to: 'x@example.com', return_path: 'y@example.com', unsubscribe_url: 'https://example.com/u?d={delivery_id}', unsubscribe_mailto: 'z@example.com', dsn: false, callback_secret: 's', concurrency: 9, per_second: 14 };
    expect(readSmtpConfig(whole)).toEqual(whole);
    expect(readSmtpConfig(readSmtpConfig(whole))).toEqual(whole);
  });

  it('may be plain on this machine, or where somebody says so', () => {
    for (const host of ['127.0.0.1', '::1', 'localhost']) expect(readSmtpConfig({ ...least, host, secure: 'none' })).toMatchObject({ secure: 'none' });
    expect(readSmtpConfig({ ...least, secure: 'none', allow_plain: true })).toMatchObject({ secure: 'none', allow_plain: true });
  });

  it.each<[string, ProviderConfig]>([
    ['host', { host: undefined }], ['host', { host: '' }], ['host', { host: 'smtp.example.com\r\n' }], ['host', { host: 'https://smtp.example.com' }], ['host', { host: 7 }],
    ['port', { port: 0 }], ['port', { port: 65_536 }], ['port', { port: '587' }], ['port', { port: 5.5 }],
    ['secure', { secure: 'ssl' }], ['secure', { secure: 'none' }], ['allow_plain', { allow_plain: 'yes' }],
    ['password', { username: 'a' }], ['username', { password: 'b' }],
    ['from', { from: undefined }], ['from', { from: 'Ringpost' }], ['from', { from: 'Ringpost\r\nBcc: eve@example.com <bell@ringpost.test>' }], ['from', { from: 'Ring\u2028post <bell@ringpost.test>' }], ['from', { from: '门铃@ringpost.test' }],
    ['reply_to', { reply_to: 'help' }], ['return_path', { return_path: 'bounces@example.com>' }], ['unsubscribe_mailto', { unsubscribe_mailto: 'leave@example.com\n' }],
    ['unsubscribe_url', { unsubscribe_url: 'http://example.com/u' }], ['unsubscribe_url', { unsubscribe_url: 'https://example.com/{user}' }], ['unsubscribe_url', { unsubscribe_url: 'https://example.com/>\r\nBcc: x' }], ['unsubscribe_url', { unsubscribe_url: 'https://' }],
    ['dsn', { dsn: 1 }], ['callback_secret', { callback_secret: '' }], ['ca', { ca: 'no certificate' }],
    ['concurrency', { concurrency: 0 }], ['concurrency', { concurrency: 101 }], ['per_second', { per_second: -1 }],
    ['dkim', { dkim: 'k1' }], ['dkim.domain', { dkim: {} }], ['dkim.selector', { dkim: { domain: 'example.com', selector: 'a b' } }], ['dkim.private_key', { dkim: { domain: 'example.com', selector: 'k1', private_key: 'no key' } }],
    ['dkim.private_key', { dkim: { domain: 'example.com', selector: 'k1', private_key: ecKey } }],
  ])('names %s when that is wrong: %j', (member, config) => {
    let thrown: unknown;
    try {
      readSmtpConfig({ ...least, ...config });
    } catch (error) {
      thrown = error;
    }
    expect(thrown).toBeInstanceOf(DomainError);
    expect((thrown as DomainError).fields.map(({ field }) => field)).toEqual([`config.${member}`]);
  });
});
