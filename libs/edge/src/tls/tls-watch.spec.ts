import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { jest } from '@jest/globals';
import { loadConfig } from '../config.js';
import { capturedLog } from '../testing/captured-log.js';
import { handshake, listenTls } from '../testing/handshake.js';
import type { KeyPair } from './key-pair.js';
import { makeKeyPair } from './make-key-pair.js';
import { loadTls, type TlsMaterial } from './tls-material.js';
import { TlsWatch } from './tls-watch.js';

const NOW = new Date();
let dir: string, old: KeyPair, fresh: KeyPair;
beforeAll(async () => { [old, fresh] = await Promise.all([makeKeyPair('ecdsa', NOW), makeKeyPair('ecdsa', NOW)]); });
beforeEach(() => {
  dir = mkdtempSync(join(tmpdir(), 'watch-'));
  write(old);
});
afterEach(() => rmSync(dir, { recursive: true }));

const write = ({ cert, key }: Partial<KeyPair>): void => {
  if (cert !== undefined) writeFileSync(join(dir, 'tls.crt'), cert);
  if (key !== undefined) writeFileSync(join(dir, 'tls.key'), key);
};
const watched = async () => {
  const config = loadConfig({ DATA_DIR: dir, LEGACY_TLS_CERT: join(dir, 'tls.crt'), LEGACY_TLS_KEY: join(dir, 'tls.key') });
  const captured = capturedLog();
  const material = await loadTls(config, NOW);
  const applied: string[] = [];
  const watch = new TlsWatch(config, material, { log: captured.log, apply: ({ cert }) => applied.push(...cert) });
  return { config, material, captured, applied, watch, warnings: () => captured.lines.filter(({ level }) => level === 'warn').length };
};

describe('a watch over certificates', () => {
  it('puts renewed ones to use once, and tells so', async () => {
    const { watch, applied, captured } = await watched();
    await watch.look();
    expect(applied).toEqual([]);
    write(fresh);
    await watch.look();
    await watch.look();
    expect(applied).toEqual([fresh.cert]);
    expect(captured.lines).toMatchObject([{ level: 'info', msg: 'certificates were renewed', files: [join(dir, 'tls.crt')] }]);
  });

  it('keeps the old ones while a renewal is half done, and warns once', async () => {
    const { watch, applied, warnings, captured } = await watched();
    write({ cert: fresh.cert });
    await watch.look();
    await watch.look();
    expect([applied, warnings()]).toEqual([[], 1]);
    expect(captured.text()).toContain('it is not the key of the certificate');
    write({ key: fresh.key });
    await watch.look();
    expect([applied, warnings()]).toEqual([[fresh.cert], 1]);
  });

  it('keeps the old ones while a file is away, and warns again the next time', async () => {
    const { watch, applied, warnings } = await watched();
    for (let i = 1; i <= 2; i++) {
      rmSync(join(dir, 'tls.crt'));
      await watch.look();
      write(old);
      await watch.look();
      expect([applied, warnings()]).toEqual([[], i]);
    }
  });

  it('tries again when they could not be put to use', async () => {
    const { config, material, captured } = await watched();
    const applied: string[] = [];
    let jammed = true;
    const watch = new TlsWatch(config, material, { log: captured.log, apply: ({ cert }) => { if (jammed) throw new Error('jammed'); applied.push(...cert); } });
    write(fresh);
    await watch.look();
    jammed = false;
    await watch.look();
    expect([applied, captured.text().includes('jammed')]).toEqual([[fresh.cert], true]);
  });

  it('changes the certificate of a server that runs, by itself', async () => {
    const { config, material, captured } = await watched();
    const server = await listenTls(material);
    const renewed = new Promise<void>((resolve) => {
      const apply = (found: TlsMaterial): void => { server.setSecureContext(found); watch.stop(); resolve(); };
      const watch = new TlsWatch(config, material, { log: captured.log, apply, everyMs: 5 }).start();
    });
    const before = await handshake(server);
    write(fresh);
    await renewed;
    const after = await handshake(server);
    server.close();
    expect([before, after].map(({ certificate }) => certificate.toString())).toEqual([old.cert, fresh.cert]);
    expect(after.protocol).toBe('TLSv1.3');
  });

  it('has nothing to look at where certificates are self-signed', async () => {
    const { config, material, captured } = await watched();
    jest.useFakeTimers();
    const plan = { log: captured.log, apply: () => undefined };
    new TlsWatch(loadConfig({ DATA_DIR: dir }), material, plan).start();
    expect(jest.getTimerCount()).toBe(0);
    const watch = new TlsWatch(config, material, plan).start();
    expect(jest.getTimerCount()).toBe(1);
    watch.stop();
    expect(jest.getTimerCount()).toBe(0);
    jest.useRealTimers();
  });
});
