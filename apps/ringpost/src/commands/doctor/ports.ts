import http from 'node:http';
import https from 'node:https';
import net from 'node:net';
import { text } from 'node:stream/consumers';
import tls from 'node:tls';
import type { Config } from '@ringpost/edge';

/** Asks whoever listens there. Answers what a running Ringpost would show, undefined when it shows something else. */
type Recognise = (host: string, port: number) => Promise<string | undefined>;

/** A port that a start listens on. */
export interface Port {
  readonly what: string;
  readonly variable: string;
  readonly port: number;
  readonly recognise: Recognise;
}

const PATIENCE_MS = 2_000;
const SERVED = 'is served by a running Ringpost';

/** The ports of a configuration, each with what tells that Ringpost has it. */
export const portsOf = ({ port, legacyPort, pushSocketPort, healthPort }: Pick<Config, 'port' | 'legacyPort' | 'pushSocketPort' | 'healthPort'>): Port[] => [
  // Where there is no API, health may have its port; the API has health, too.
  ...(healthPort === port ? [] : [{ what: 'port', variable: 'PORT', port, recognise: answers('/openapi.json', (body) => body.includes('"Ringpost REST"')) }]),
  { what: 'old apps', variable: 'LEGACY_PORT', port: legacyPort, recognise: answers('/v1/api/user/token', (body) => body === '{"message":"no token"}') },
  { what: 'push socket', variable: 'PUSH_SOCKET_PORT', port: pushSocketPort, recognise: speaksTls },
  ...(healthPort === undefined ? [] : [{ what: 'health', variable: 'HEALTH_PORT', port: healthPort, recognise: answers('/health/live', (body) => body === '{"status":"ok"}') }]),
];

/** Says that a port is free, or has Ringpost on it. Errors: it is neither. */
export async function examinePort(host: string, { variable, port, recognise }: Port): Promise<string> {
  const code = await new Promise<string | undefined>((resolve) => {
    const probe = net.createServer();
    probe.once('error', (error: NodeJS.ErrnoException) => resolve(error.code));
    probe.listen(port, host, () => probe.close(() => resolve(undefined)));
  });
  if (code === undefined) return `${host}:${port} is free`;
  if (code !== 'EADDRINUSE') throw new Error(`${host}:${port} cannot be used (${code}): change HOST or ${variable}`);
  const shown = await recognise(host, port).catch(() => undefined); // whatever listens there, it is not us
  if (shown === undefined) throw new Error(`${host}:${port} is taken by another program: stop it, or set ${variable} to another port`);
  return `${host}:${port} ${shown}`;
}

const answers = (path: string, isOurs: (body: string) => boolean): Recognise => async (host, port) => {
  const body = await get(http, host, port, path).catch(() => undefined);
  if (body !== undefined && isOurs(body)) return SERVED;
  return isOurs(await get(https, host, port, path)) ? SERVED : undefined;
};

/** The body of an answer, whatever its status and whoever signed its certificate. */
function get(protocol: typeof http | typeof https, host: string, port: number, path: string): Promise<string> {
  return new Promise((resolve, reject) => {
    const signal = AbortSignal.timeout(PATIENCE_MS);
    protocol.get({ host, port, path, agent: false, rejectUnauthorized: false, signal }, (answer) => text(answer).then(resolve, reject)).once('error', reject);
  });
}

// The push socket says nothing to strangers, so that this is all there is to see of it.
const speaksTls: Recognise = (host, port) =>
  new Promise((resolve, reject) => {
    const socket = tls.connect({ host, port, rejectUnauthorized: false, timeout: PATIENCE_MS });
    socket.once('secureConnect', () => {
      socket.destroy();
      resolve('speaks TLS, as the push socket of a running Ringpost does');
    });
    socket.once('timeout', () => socket.destroy(new Error('it says nothing')));
    socket.once('error', reject);
  });
