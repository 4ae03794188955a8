// A provider on loopback in a process of its own, as the product's libraries bring it.
import { spawn } from 'node:child_process';
import { once } from 'node:events';
import path from 'node:path';
import { ROOT } from '../../bench/paths.mjs';

const PROGRAM = path.join(ROOT, 'libs/providers/dist/loopback/main.js');

export class Loopback {
  constructor(kind, child, { url, control }) {
    this.kind = kind;
    this.child = child;
    this.url = url;
    this.control = control;
  }

  /** Starts one. `keep`: how many of the latest arrivals it remembers. */
  static async start(kind, { delayMs = 30, keep = 50_000 } = {}) {
    const child = spawn(process.execPath, [PROGRAM, kind, '--delay', String(delayMs), '--keep', String(keep), '--attached'], { stdio: ['pipe', 'pipe', 'inherit'] });
    const [line] = await Promise.race([once(child.stdout, 'data'), once(child, 'exit').then(([code]) => { throw new Error(`the loopback ${kind} ended with ${code}`); })]);
    return new Loopback(kind, child, JSON.parse(String(line)));
  }

  /** How it answers from now on. */
  steer(how) {
    return this.#ask('POST', '/steer', how);
  }

  /** What arrived, refused or not: the number of the message by its title, the delivery that it was named after, and when (milliseconds since 1970). */
  async arrivals() {
    const read = this.kind === 'apns' ? ({ headers, payload }) => [payload?.aps?.alert?.title, headers['apns-id']] : ({ message }) => [message?.notification?.title, message?.data?.ringpost_delivery_id];
    return (await this.#ask('GET', '/received')).map((push) => {
      const [title, deliveryId] = read(push);
      return { title, deliveryId, at: Date.parse(push.at) };
    });
  }

  async stop() {
    const ended = once(this.child, 'exit');
    this.child.kill('SIGTERM');
    await ended;
  }

  async #ask(method, where, body) {
    const answer = await fetch(this.control + where, { method, body: body && JSON.stringify(body) });
    if (!answer.ok) throw new Error(`${method} ${where}: ${await answer.text()}`);
    return answer.json();
  }
}
