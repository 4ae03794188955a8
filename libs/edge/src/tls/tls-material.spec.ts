import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { createServer as createHttps } from 'node:https';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { ConnectionOptions, Server } from 'node:tls';
import { loadConfig } from '../config.js';
import { handshake, listenTls } from '../testing/handshake.js';
import type { KeyPair } from './key-pair.js';
import { makeKeyPair } from './make-key-pair.js';
import { loadTls, usesTls, type TlsConfig } from './tls-material.js';

const NOW = new Date();
let dir: string, rsa: KeyPair, ecdsa: KeyPair;
beforeAll(async () => {
  dir = mkdtempSync(join(tmpdir(), 'tls-'));
  [rsa, ecdsa] = await Promise.all([makeKeyPair('rsa', NOW), makeKeyPair('ecdsa', NOW)]);
  for (const [name, content] of Object.entries({ 'rsa.crt': rsa.cert, 'rsa.key': rsa.key, 'ec.crt': ecdsa.cert, 'ec.key': ecdsa.key, 'broken.pem': 'nothing of use' })) writeFileSync(join(dir, name), content);
});
afterAll(() => rmSync(dir, { recursive: true }));

const files = (...names: string[]): string => names.map((name) => join(dir, name)).join();
const config = (env: Record<string, string> = {}): TlsConfig => loadConfig({ DATA_DIR: dir, ...env });

/** Old suites, in the words of a client that may still use them. */
const old = (ciphers: string, more: ConnectionOptions = {}): ConnectionOptions => ({ ciphers: `${ciphers}:@SECLEVEL=0`, maxVersion: 'TLSv1.2', ...more });
const SHA1_ONLY = old('ECDHE-RSA-AES128-SHA', { sigalgs: 'RSA+SHA1' });

describe.each(['true', 'false'])('a TLS server with LEGACY_TLS_COMPAT=%s', (compat) => {
  let server: Server;
  beforeAll(async () => { server = await listenTls(await loadTls(config({ LEGACY_TLS_COMPAT: compat }), NOW)); });
  afterAll(() => server.close());

  it.each(['AES128-SHA', 'ECDHE-RSA-AES128-SHA'])('takes the old suite %s', async (suite) => {
    const { protocol, cipher, certificate } = await handshake(server, old(suite));
    expect([protocol, cipher, certificate.publicKey.asymmetricKeyType]).toEqual(['TLSv1.2', suite, 'rsa']);
  });

  it('speaks TLS 1.3, with the ECDSA certificate', async () => {
    const { protocol, certificate } = await handshake(server);
    expect([protocol, certificate.publicKey.asymmetricKeyType]).toEqual(['TLSv1.3', 'ec']);
  });

  it('shows its ECDSA certificate to whoever takes no other', async () => {
    const { certificate } = await handshake(server, { maxVersion: 'TLSv1.2', ciphers: 'ECDHE-ECDSA-AES128-GCM-SHA256' });
    expect([certificate.publicKey.asymmetricKeyType, certificate.subject]).toEqual(['ec', 'CN=ringpost']);
  });

  it('does not speak TLS 1.1', async () => {
    await expect(handshake(server, { minVersion: 'TLSv1', maxVersion: 'TLSv1.1', ciphers: 'DEFAULT:@SECLEVEL=0' })).rejects.toMatchObject({ code: 'ERR_SSL_TLSV1_ALERT_PROTOCOL_VERSION' });
  });

  it.each(['NULL-SHA256', 'ADH-AES128-SHA', 'AECDH-AES128-SHA'])('does not take %s, which protects from nobody', async (suite) => {
    await expect(handshake(server, old(suite))).rejects.toThrow();
  });
});

describe('a client that signs with SHA-1 only', () => {
  const outcome = async (compat: string): Promise<string> => {
    const server = await listenTls(await loadTls(config({ LEGACY_TLS_COMPAT: compat }), NOW));
    return handshake(server, SHA1_ONLY).then(({ cipher }) => cipher, ({ code }: NodeJS.ErrnoException) => String(code)).finally(() => server.close());
  };

  it('is served with LEGACY_TLS_COMPAT, and by the defaults of Node.js is not', async () => {
    expect([await outcome('true'), await outcome('false')]).toEqual(['ECDHE-RSA-AES128-SHA', 'ERR_SSL_SSL/TLS_ALERT_HANDSHAKE_FAILURE']);
  });
});

describe('certificates of the environment', () => {
  it('are served, each to the clients that can use it', async () => {
    const server = createHttps(await loadTls(config({ LEGACY_TLS_CERT: files('rsa.crt', 'ec.crt'), LEGACY_TLS_KEY: files('rsa.key', 'ec.key') }), NOW));
    await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
    const shown = [await handshake(server), await handshake(server, old('AES128-SHA'))].map(({ certificate }) => certificate.toString());
    server.close();
    expect(shown).toEqual([ecdsa.cert, rsa.cert]);
  });

  it.each([
    ['there is no file', 'none.crt', 'rsa.key', /^LEGACY_TLS_CERT names a file that cannot be used \(.*none\.crt: ENOENT/],
    ['there is no key file', 'rsa.crt', 'none.key', /^LEGACY_TLS_KEY names a file that cannot be used \(.*none\.key: ENOENT/],
    ['the certificate is none', 'broken.pem', 'rsa.key', /^LEGACY_TLS_CERT .*broken\.pem/],
    ['the key is none', 'rsa.crt', 'broken.pem', /^LEGACY_TLS_KEY .*broken\.pem/],
    ['the key is of another certificate', 'rsa.crt', 'ec.key', /^LEGACY_TLS_KEY .*ec\.key: it is not the key of the certificate\)/],
  ])('are refused in one line with an example when %s', async (_, cert, key, message) => {
    const refusal = await loadTls(config({ LEGACY_TLS_CERT: files(cert), LEGACY_TLS_KEY: files(key) }), NOW).catch((error: Error) => error);
    expect(refusal).toMatchObject({ name: 'ConfigError', message: expect.stringMatching(message) as string });
    expect((refusal as Error).message).toMatch(/^[^\n]+; for example LEGACY_TLS_(CERT|KEY)=\S+$/);
  });

  it('are refused when only their chain is broken', async () => {
    writeFileSync(join(dir, 'chain.crt'), `${rsa.cert}-----BEGIN CERTIFICATE-----\nAAAA\n-----END CERTIFICATE-----\n`);
    await expect(loadTls(config({ LEGACY_TLS_CERT: files('chain.crt'), LEGACY_TLS_KEY: files('rsa.key') }), NOW)).rejects.toThrow(/^LEGACY_TLS_CERT cannot be used/);
  });
});

describe('the HTTP port of older apps', () => {
  it('speaks TLS when it is told to, or is given certificates', () => {
    expect([config(), config({ LEGACY_TLS: 'self-signed' }), config({ LEGACY_TLS_CERT: 'a', LEGACY_TLS_KEY: 'b' })].map(usesTls)).toEqual([false, true, true]);
  });
});
