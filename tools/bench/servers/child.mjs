// Programs that the benchmark starts, and ends when it ends.
import { spawn } from 'node:child_process';
import fs from 'node:fs';
import net from 'node:net';
import path from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { LOGS, ROOT } from '../paths.mjs';

const running = new Set();
process.on('exit', () => { for (const child of running) child.kill('SIGKILL'); });
for (const signal of ['SIGINT', 'SIGTERM']) process.once(signal, () => process.exit(130));

/** Starts a program with its output in a log file of that name; with `ipc`, messages may be sent to it. */
export function startChild(name, [command, ...args], { env = {}, cwd = ROOT, ipc = false } = {}) {
  const log = path.join(LOGS, `${name}.log`);
  const output = fs.openSync(log, 'w');
  const child = spawn(command, args, { cwd, env: { ...process.env, ...env }, stdio: ['ignore', output, output, ...(ipc ? ['ipc'] : [])] });
  fs.closeSync(output);
  child.log = log;
  running.add(child);
  child.ended = new Promise((resolve) => child.once('exit', (code, signal) => { running.delete(child); resolve(signal ?? code); }));
  // A server that went away would be measured as a fast one.
  void child.ended.then((how) => { if (!child.stopping) fail(`${name} ended by itself (${how}):\n${tailOf(log)}`); });
  return child;
}

function fail(message) {
  process.stderr.write(`${message}\n`);
  process.exit(1);
}

const tailOf = (log) => fs.readFileSync(log, 'utf8').slice(-2_000);

/** Waits until an address answers 200; throws with the end of the log when that takes too long. */
export async function whenReady(child, url, { timeoutMs = 60_000, everyMs = 20 } = {}) {
  const deadline = performance.now() + timeoutMs;
  while (performance.now() < deadline) {
    if (await answersOk(url)) return;
    await sleep(everyMs);
  }
  throw new Error(`${url} did not answer in ${timeoutMs / 1_000} s:\n${tailOf(child.log)}`);
}

const answersOk = (url) => fetch(url, { signal: AbortSignal.timeout(2_000) }).then((answer) => answer.body?.cancel().then(() => answer.ok) ?? answer.ok, () => false);

/** Waits until somebody listens on a port of 127.0.0.1, for programs that have no address to be asked at. */
export async function whenListening(child, port, { timeoutMs = 60_000, everyMs = 20 } = {}) {
  const deadline = performance.now() + timeoutMs;
  while (performance.now() < deadline) {
    if (await listens(port)) return;
    await sleep(everyMs);
  }
  throw new Error(`nobody listened on port ${port} in ${timeoutMs / 1_000} s:\n${tailOf(child.log)}`);
}

const listens = (port) => new Promise((resolve) => {
  const socket = net.connect(port, '127.0.0.1', () => { socket.destroy(); resolve(true); }).once('error', () => resolve(false));
});

/** Asks a program to end, and insists after a while. Answers how it ended. */
export async function stopChild(child, { signal = 'SIGTERM', patienceMs = 12_000 } = {}) {
  child.stopping = true;
  child.kill(signal);
  const insist = setTimeout(() => child.kill('SIGKILL'), patienceMs);
  const how = await child.ended;
  clearTimeout(insist);
  return how;
}

/** A port of 127.0.0.1 that nobody listens on at the moment. */
export const freePort = () => new Promise((resolve, reject) => {
  const server = net.createServer().once('error', reject).listen(0, '127.0.0.1', () => {
    const { port } = server.address();
    server.close(() => resolve(port));
  });
});
