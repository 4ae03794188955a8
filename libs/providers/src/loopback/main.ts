import { readFileSync } from 'node:fs';
import { createServer, type IncomingMessage, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';
import { text } from 'node:stream/consumers';
import { parseArgs } from 'node:util';
import { startLoopbackApns } from './apns.js';
import { startLoopbackFcm } from './fcm.js';
import type { Loopback, LoopbackOptions } from './loopback.js';
import { startLoopbackSmtp } from './smtp.js';

// One loopback server as a process of its own: `node main.js apns --port 0 --delay 30`. It prints one line of JSON once it listens,
// and is looked at and steered over HTTP at the address that this line calls `control`.

const STARTS: Readonly<Record<string, (options: LoopbackOptions) => Promise<Loopback>>> = {
  apns: startLoopbackApns,
  smtp: startLoopbackSmtp,
  'apns-sandbox': (options) => startLoopbackApns({ ...options, environment: 'sandbox' }),
  fcm: startLoopbackFcm,
};

const { positionals, values } = parseArgs({
  allowPositionals: true,
  options: {
    port: { type: 'string', default: '0' },
    control: { type: 'string', default: '0' },
    delay: { type: 'string', default: '0' },
    keep: { type: 'string' },
    key: { type: 'string' },
    cert: { type: 'string' },
    /** Ends when its standard input does: with the process that started it. */
    attached: { type: 'boolean', default: false },
  },
});

const [kind = ''] = positionals;
const start = STARTS[kind];
if (!start) throw new TypeError(`the kinds of loopback servers are ${Object.keys(STARTS).join(', ')}`);

const tls = values.key && values.cert ? { key: readFileSync(values.key, 'utf8'), cert: readFileSync(values.cert, 'utf8') } : undefined;
const loopback = await start({ port: Number(values.port), delayMs: Number(values.delay), ...(values.keep !== undefined && { keep: Number(values.keep) }), ...(tls && { tls }) });

/** What can be asked of it, and what is answered. */
const COMMANDS: Readonly<Record<string, (body: string) => unknown>> = {
  'GET /received': () => loopback.received(),
  'GET /counts': () => loopback.counts(),
  'POST /steer': (body) => loopback.steer(JSON.parse(body)) ?? {},
  'POST /clear': () => loopback.clear() ?? {},
};

async function obey(request: IncomingMessage, response: ServerResponse): Promise<void> {
  const command = COMMANDS[`${request.method} ${request.url}`];
  try {
    const answer = command?.(await text(request));
    response.writeHead(command ? 200 : 404, { 'content-type': 'application/json' }).end(JSON.stringify(answer ?? {}));
  } catch (error) {
    response.writeHead(400, { 'content-type': 'application/json' }).end(JSON.stringify({ error: (error as Error).message }));
  }
}

const control = createServer((request, response) => void obey(request, response));
control.listen(Number(values.control), '127.0.0.1', () => {
  console.log(JSON.stringify({ ready: true, url: loopback.url, control: `http://127.0.0.1:${(control.address() as AddressInfo).port}` }));
});

async function end(): Promise<void> {
  control.close();
  control.closeAllConnections();
  await loopback.close();
  process.exit(0);
}

process.once('SIGTERM', () => void end());
process.once('SIGINT', () => void end());
if (values.attached) process.stdin.resume().once('end', () => void end());
