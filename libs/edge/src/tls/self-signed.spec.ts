import { execFile } from 'node:child_process';
import { X509Certificate } from 'node:crypto';
import { mkdtempSync, readdirSync, readFileSync, rmSync, statSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { certificateOf } from './key-pair.js';
import { selfSignedKeyPairs } from './self-signed.js';

const NOW = new Date('2026-03-01T12:00:00Z');
let dir: string;
beforeEach(() => { dir = mkdtempSync(join(tmpdir(), 'self-signed-')); });
afterEach(() => rmSync(dir, { recursive: true }));

// A process of its own that loads the sources and prints the certificates.
const STARTER = `
  import { registerHooks } from 'node:module';
  registerHooks({ resolve: (name, context, next) => next(name.startsWith('.') && context.parentURL?.endsWith('.ts') ? name.replace(/\\.js$/, '.ts') : name, context) });
  const { selfSignedKeyPairs } = await import(process.argv[1]);
  console.log(JSON.stringify(await selfSignedKeyPairs(process.argv[2], new Date(process.argv[3]))));`;
const start = (now: Date): Promise<string> =>
  promisify(execFile)(process.execPath, ['--disable-warning=ExperimentalWarning', '--input-type=module', '-e', STARTER, new URL('./self-signed.ts', import.meta.url).href, dir, now.toISOString()]).then(({ stdout }) => stdout.trim());
const filesIn = (): string[] => readdirSync(join(dir, 'tls')).sort();

describe('self-signed certificates', () => {
  it('are made once, for this machine and for ten years', async () => {
    const pairs = await selfSignedKeyPairs(dir, NOW);
    expect(await selfSignedKeyPairs(dir, new Date('2036-01-30T12:00:00Z'))).toEqual(pairs);
    expect(pairs.map(certificateOf).map(({ subject, subjectAltName, validTo, publicKey }) => ({ subject, subjectAltName, validTo, kind: publicKey.asymmetricKeyType, ...publicKey.asymmetricKeyDetails }))).toEqual([
      { subject: 'CN=ringpost', subjectAltName: 'DNS:localhost, IP Address:127.0.0.1, IP Address:0:0:0:0:0:0:0:1', validTo: 'Mar  1 12:00:00 2036 GMT', kind: 'rsa', modulusLength: 2_048, publicExponent: 65_537n },
      { subject: 'CN=ringpost', subjectAltName: 'DNS:localhost, IP Address:127.0.0.1, IP Address:0:0:0:0:0:0:0:1', validTo: 'Mar  1 12:00:00 2036 GMT', kind: 'ec', namedCurve: 'prime256v1' },
    ]);
    for (const certificate of pairs.map(certificateOf)) expect(certificate.verify(certificate.publicKey)).toBe(true);
  });

  it('are for the owner only', async () => {
    await selfSignedKeyPairs(dir, NOW);
    expect([statSync(join(dir, 'tls')).mode & 0o777, statSync(join(dir, 'tls', 'self-signed-1.pem')).mode & 0o777]).toEqual([0o700, 0o600]);
  });

  it('are made anew thirty days before they end, and used by everybody from then on', async () => {
    const pairs = await selfSignedKeyPairs(dir, NOW);
    const later = new Date('2036-01-31T12:00:00Z');
    const renewed = await selfSignedKeyPairs(dir, later);
    expect(renewed[0]?.cert).not.toBe(pairs[0]?.cert);
    expect(new X509Certificate(renewed[1]!.cert).validTo).toContain('2046');
    expect(await selfSignedKeyPairs(dir, later)).toEqual(renewed);
    expect(filesIn()).toEqual(['self-signed-1.pem', 'self-signed-2.pem']);
  });

  it.each([['empty', () => ''], ['cut off', (text: string) => text.slice(0, -40)], ['mixed up', (text: string) => text.replaceAll('BEGIN CERTIFICATE', 'BEGIN SOMETHING')]])('are made anew when their file is %s', async (_, damage) => {
    await selfSignedKeyPairs(dir, NOW);
    const file = join(dir, 'tls', 'self-signed-1.pem');
    writeFileSync(file, damage(readFileSync(file, 'utf8')));
    const made = await selfSignedKeyPairs(dir, NOW);
    expect(made.map(certificateOf)).toHaveLength(2);
    expect(await selfSignedKeyPairs(dir, NOW)).toEqual(made);
  });

  it('are the same for processes that start at once, the first time and when they end', async () => {
    for (const now of [NOW, new Date('2036-02-15T12:00:00Z')]) {
      const seen = await Promise.all(Array.from({ length: 3 }, () => start(now)));
      expect([...new Set(seen)]).toEqual([JSON.stringify(await selfSignedKeyPairs(dir, now))]);
    }
    expect(filesIn()).toEqual(['self-signed-1.pem', 'self-signed-2.pem']);
  });
});
