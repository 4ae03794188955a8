// The product's processes: the API and workers, each `ringpost start --only …` as an operator starts it.
import { readFileSync } from 'node:fs';
import path from 'node:path';
import { pathToFileURL } from 'node:url';
import { keyEnvironment } from '../../bench/keys.mjs';
import { ROOT } from '../../bench/paths.mjs';
import { freePort, startChild, stopChild, whenReady } from '../../bench/servers/child.mjs';

const PROGRAM = 'apps/ringpost/dist/main.js';
const CLOCK = pathToFileURL(path.join(import.meta.dirname, 'jumping-clock.mjs')).href;
const { scripts } = JSON.parse(readFileSync(path.join(ROOT, 'package.json'), 'utf8'));
const HEAP = scripts.ringpost.match(/--max-\S+/g);

/** One process. It is always one of its place: killed or stopped, it can be started again on the same ports. */
export class Part {
  #child;

  constructor(name, only, server, ports) {
    Object.assign(this, { name, only, server, ports });
  }

  static async api(server) {
    return new Part('chaos-api', 'api', server, { PORT: String(await freePort()) });
  }

  /** A worker whose calendar can be set. */
  static async worker(name, server) {
    return new Part(`chaos-${name}`, 'worker', server, { HEALTH_PORT: String(await freePort()) });
  }

  get url() {
    return `http://127.0.0.1:${this.ports.PORT ?? this.ports.HEALTH_PORT}`;
  }

  get isRunning() {
    return this.#child !== undefined;
  }

  async start() {
    const env = { ...keyEnvironment, ...this.ports, DATABASE_URL: this.server.url, DATA_DIR: this.server.folder, HOST: '127.0.0.1', LOG_LEVEL: 'info', NODE_ENV: 'production', NODE_OPTIONS: '' };
    const isWorker = this.only === 'worker', imports = isWorker ? ['--import', CLOCK] : [];
    const child = startChild(this.name, [process.execPath, ...HEAP, ...imports, PROGRAM, 'start', '--only', this.only], { env, ipc: isWorker });
    this.#child = child;
    await whenReady(child, `${this.url}/health/ready`);
  }

  /** `kill -9`, without a word before. */
  async kill() {
    const child = this.#gone();
    child.stopping = true;
    child.kill('SIGKILL');
    await child.ended;
  }

  /** Asks it to end, and waits until it has. */
  async stop() {
    await stopChild(this.#gone());
  }

  /** Sets a worker's calendar: so many milliseconds off what it would be. */
  jumpTo(offsetMs) {
    return new Promise((resolve, reject) => this.#child.send({ offsetMs }, (error) => (error ? reject(error) : resolve())));
  }

  /** The sum of one of its metrics over all labels. */
  async metric(name) {
    const text = await (await fetch(`${this.url}/metrics`)).text();
    return [...text.matchAll(new RegExp(`^${name}(?:\\{.*\\})? (\\d+)`, 'gm'))].reduce((sum, [, value]) => sum + Number(value), 0);
  }

  #gone() {
    const child = this.#child;
    this.#child = undefined;
    return child;
  }
}
