import { codeOf } from '@ringpost/domain/testing';
import { RegistrationPipe, type TokenRules } from './registration.pipe.js';
import { serialIn } from './token.request.js';

it.each([['1', '1'], ['007', '7'], ['9223372036854775807', '9223372036854775807'], ['0', '0'], ['000', '0']])('reads the serial %s as %s', (text, serial) => {
  expect(serialIn(text)).toBe(serial);
});

it.each(['', ' ', '-1', '+1', '1.0', '1e1', '0x1', '1 ', '1\n', '٣', '１', '9223372036854775808', '1'.repeat(10_000), 'NaN', 'null', '1\u0000'])('refuses the serial %j', (text) => {
  expect(() => serialIn(text)).toThrow(expect.objectContaining({ code: 'invalid_request', fields: [expect.objectContaining({ field: 'id', code: 'format' })] }));
});

describe('a registration', () => {
  const rules: TokenRules = { pushTokenMax: 64, defaultBundleId: 'an.app' };
  const pipe = new RegistrationPipe(rules);
  const read = (body: object, headers: Record<string, string> = {}) => pipe.transform({ body: Buffer.from(JSON.stringify(body)), headers });

  it('says nothing of what the phone leaves out', () => {
    expect(read({ push_token: 'one', language: 'en', dev: null, os: null, bundleid: '' })).toEqual({ token: 'one', language: 'en', defaultAppId: 'an.app' });
  });

  it('is in the words of the core', () => {
    const body = { push_token: 'one', language: 'en', dev: '1', bundleid: 'my.app', os: '', os_token: '', push_platform: 'FCM', phone_model: 'MI 6', os_push_version: '0' };
    expect(read(body, { bundleid: 'ignored' })).toEqual({
      token: 'one', language: 'en', environment: 'sandbox', appId: 'my.app', defaultAppId: 'an.app', os: '', osToken: '', pushPlatform: 'FCM', phoneModel: 'MI 6', osPushVersion: 0,
    });
  });

  it('is of a class for each operator: one choice does not change another', async () => {
    const generous = new RegistrationPipe({ ...rules, pushTokenMax: 80 });
    const body = Buffer.from(JSON.stringify({ push_token: 'x'.repeat(80), language: 'en' }));
    expect(generous.transform({ body, headers: {} }).token).toHaveLength(80);
    expect(await codeOf(() => pipe.transform({ body, headers: {} }))).toBe('invalid_request');
  });

  it('does not take members of a prototype for the body\'s', () => {
    const missing = ['push_token', 'language'].map((field) => expect.objectContaining({ field, code: 'required' }) as unknown);
    expect(() => pipe.transform({ body: Buffer.from('{"__proto__":{"push_token":"one","language":"en"}}'), headers: {} })).toThrow(expect.objectContaining({ fields: missing }));
  });
});
