import { mkdtempSync, rmSync } from 'node:fs';
import http from 'node:http';
import https from 'node:https';
import net from 'node:net';
import { tmpdir } from 'node:os';
import path from 'node:path';
import tls from 'node:tls';
import { loadTls, type TlsMaterial } from '@ringpost/edge';
import { examinePort, portsOf, type Port } from './ports.js';

const HOST = '127.0.0.1';
const PAGES: Record<string, string> = { '/openapi.json': '{"info":{"title":"Ringpost REST"}}', '/v1/api/user/token': '{"message":"no token"}', '/health/live': '{"status":"ok"}' };

const dataDir = mkdtempSync(path.join(tmpdir(), 'ringpost-ports-'));
let material: TlsMaterial;
beforeAll(async () => { material = await loadTls({ dataDir, legacyTls: 'self-signed', legacyTlsCert: undefined, legacyTlsKey: undefined, legacyTlsCompat: true }, new Date()); });
afterAll(() => rmSync(dataDir, { recursive: true, force: true }));

const servers: net.Server[] = [];
const listen = async (server: net.Server): Promise<number> => {
  servers.push(server);
  await new Promise<void>((resolve) => { server.listen(0, HOST, resolve); });
  return (server.address() as net.AddressInfo).port;
};
afterEach(() => Promise.all(servers.splice(0).map((server) => new Promise((resolve) => { server.close(resolve); }))));

const answering: http.RequestListener = ({ url }, reply) => { reply.statusCode = url === '/v1/api/user/token' ? 400 : 200; reply.end(PAGES[url!] ?? ''); };
const stranger: http.RequestListener = (_request, reply) => { reply.end('{"message":"hello"}'); };
const portsAt = (port: number): Port[] => [...portsOf({ port, legacyPort: port, pushSocketPort: port, healthPort: undefined }), ...portsOf({ port: 0, legacyPort: 0, pushSocketPort: 0, healthPort: port }).slice(-1)];
const examined = (what: string, port: number): Promise<string> => examinePort(HOST, portsAt(port).find((each) => each.what === what)!).catch((error: Error) => error.message);

describe('a port that a start needs', () => {
  it('is free when nothing listens there', async () => {
    const port = await listen(net.createServer());
    await new Promise((resolve) => { servers.pop()!.close(resolve); });
    expect(await examined('port', port)).toBe(`127.0.0.1:${port} is free`);
  });

  it.each(['port', 'old apps', 'health'])('is ours when it answers as ours: %s', async (what) => {
    const port = await listen(http.createServer(answering));
    expect(await examined(what, port)).toBe(`127.0.0.1:${port} is served by a running Ringpost`);
  });

  it('is ours when old apps are answered over TLS with a certificate that nobody signed', async () => {
    const port = await listen(https.createServer(material, answering));
    expect(await examined('old apps', port)).toBe(`127.0.0.1:${port} is served by a running Ringpost`);
  });

  it('may be the push socket’s when it speaks TLS', async () => {
    const port = await listen(tls.createServer(material, (socket) => { socket.on('error', () => undefined); }));
    expect(await examined('push socket', port)).toBe(`127.0.0.1:${port} speaks TLS, as the push socket of a running Ringpost does`);
  });

  it.each([['port', 'PORT'], ['old apps', 'LEGACY_PORT'], ['push socket', 'PUSH_SOCKET_PORT'], ['health', 'HEALTH_PORT']])('is another program’s when that answers otherwise: %s', async (what, variable) => {
    const port = await listen(http.createServer(stranger));
    expect(await examined(what, port)).toBe(`127.0.0.1:${port} is taken by another program: stop it, or set ${variable} to another port`);
  });

  it('is another program’s when that hangs up', async () => {
    const port = await listen(net.createServer((socket) => { socket.destroy(); }));
    for (const { what } of portsAt(port)) expect(await examined(what, port)).toContain('is taken by another program');
  });
});

describe('the ports of a configuration', () => {
  it('have one for health only where it is set', () => {
    const ports = { port: 1, legacyPort: 2, pushSocketPort: 3 };
    expect(portsOf({ ...ports, healthPort: undefined }).map(({ variable }) => variable)).toEqual(['PORT', 'LEGACY_PORT', 'PUSH_SOCKET_PORT']);
    expect(portsOf({ ...ports, healthPort: 4 }).map(({ variable }) => variable)).toEqual(['PORT', 'LEGACY_PORT', 'PUSH_SOCKET_PORT', 'HEALTH_PORT']);
  });

  it('have one for both where health has the port that the API would have', () => {
    expect(portsOf({ port: 1, legacyPort: 2, pushSocketPort: 3, healthPort: 1 }).map(({ variable }) => variable)).toEqual(['LEGACY_PORT', 'PUSH_SOCKET_PORT', 'HEALTH_PORT']);
  });
});
