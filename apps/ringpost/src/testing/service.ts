import { spawn, spawnSync, type ChildProcess } from 'node:child_process';
import { mkdtempSync, rmSync } from 'node:fs';
import net from 'node:net';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { fileURLToPath } from 'node:url';

const MAIN = path.resolve(path.dirname(fileURLToPath(import.meta.url)), '../../dist/main.js');

/** What a command printed and how it ended. */
export interface Ended {
  readonly code: number | null;
  readonly out: string;
  readonly err: string;
}

/** A command that runs while the test goes on. */
export interface Running {
  /** Its first words on the standard output; its end, when it says nothing. */
  readonly spoke: Promise<unknown>;
  readonly ended: Promise<Ended>;
  stop(): Promise<Ended>;
}

/** A port that nothing listens on. */
export const freePort = (): Promise<number> =>
  new Promise((resolve) => {
    const probe = net.createServer().listen(0, '127.0.0.1', () => {
      const { port } = probe.address() as net.AddressInfo;
      probe.close(() => resolve(port));
    });
  });

/** The built command line on a data folder of its own, as an operator meets it. */
export class Service {
  readonly dir = mkdtempSync(path.join(tmpdir(), 'ringpost-cli-'));
  child: ChildProcess | undefined;
  output = '';

  private constructor(
    readonly port: number,
    readonly legacyPort: number,
    readonly socketPort: number,
    private readonly environment: Record<string, string>,
  ) {}

  static async create(environment: Record<string, string> = {}): Promise<Service> {
    // Asked for together, so that no two are the same.
    const [port, legacyPort, socketPort] = await Promise.all([freePort(), freePort(), freePort()]);
    return new Service(port, legacyPort, socketPort, environment);
  }

  get url(): string {
    return `http://127.0.0.1:${this.port}`;
  }

  get legacyUrl(): string {
    return `http://127.0.0.1:${this.legacyPort}`;
  }

  get env(): NodeJS.ProcessEnv {
    const { PATH, HOME } = process.env;
    const ports = { PORT: String(this.port), LEGACY_PORT: String(this.legacyPort), PUSH_SOCKET_PORT: String(this.socketPort) };
    return { PATH, HOME, DATA_DIR: path.join(this.dir, 'data'), ...ports, ...this.environment };
  }

  /** Starts it and waits until it is ready, or fails with what it printed. */
  async start(args: string[] = [], readyAt = `${this.url}/health/ready`): Promise<void> {
    this.output = '';
    const child = spawn(process.execPath, [MAIN, 'start', ...args], { cwd: this.dir, env: this.env, stdio: ['ignore', 'pipe', 'pipe'] });
    this.child = child;
    for (const stream of [child.stdout, child.stderr]) stream.on('data', (data) => { this.output += data; });
    for (let i = 0; i < 300; i++) {
      if (child.exitCode !== null) throw new Error(`it ended with ${child.exitCode}: ${this.output}`);
      if (await fetch(readyAt).then(({ ok }) => ok, () => false)) return;
      await new Promise((resolve) => setTimeout(resolve, 50));
    }
    throw new Error(`it never became ready: ${this.output}`);
  }

  /** Sends a signal and waits for the end. Answers the exit code. */
  async stop(signal: NodeJS.Signals = 'SIGTERM'): Promise<number | null> {
    const child = this.child!;
    if (child.exitCode !== null || child.signalCode !== null) return child.exitCode;
    const ended = new Promise<number | null>((resolve) => child.once('exit', (code) => resolve(code)));
    child.kill(signal);
    return ended;
  }

  /** Runs another command of the line to its end. */
  run(...args: string[]): Ended {
    const { status, stdout, stderr } = spawnSync(process.execPath, [MAIN, ...args], { cwd: this.dir, env: this.env, encoding: 'utf8', timeout: 60_000 });
    return { code: status, out: stdout, err: stderr };
  }

  /** Runs another command of the line while the test goes on, for at most a minute. */
  launch(...args: string[]): Running {
    const child = spawn(process.execPath, [MAIN, ...args], { cwd: this.dir, env: this.env, stdio: ['ignore', 'pipe', 'pipe'], timeout: 60_000, killSignal: 'SIGKILL' });
    const said = { out: '', err: '' };
    child.stdout.on('data', (data) => { said.out += data; });
    child.stderr.on('data', (data) => { said.err += data; });
    const ended = new Promise<Ended>((resolve) => child.once('close', (code) => resolve({ code, ...said })));
    const stop = (): Promise<Ended> => {
      child.kill('SIGKILL');
      return ended;
    };
    return { spoke: Promise.race([new Promise((resolve) => child.stdout.once('data', resolve)), ended]), ended, stop };
  }

  /** A call of the API with a token that the command line made. */
  async call(method: string, url: string, token: string, body?: unknown): Promise<{ status: number; body: any }> {
    const answer = await fetch(this.url + url, {
      method,
      headers: { authorization: `Bearer ${token}`, ...(body === undefined ? {} : { 'content-type': 'application/json' }) },
      body: body === undefined ? undefined : JSON.stringify(body),
    });
    return { status: answer.status, body: await answer.json() };
  }

  async remove(): Promise<void> {
    if (this.child) await this.stop('SIGKILL');
    rmSync(this.dir, { recursive: true, force: true, maxRetries: 5 });
  }
}
