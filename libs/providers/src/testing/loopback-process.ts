import { spawn, type ChildProcess } from 'node:child_process';
import { once } from 'node:events';
import { existsSync } from 'node:fs';
import { text } from 'node:stream/consumers';
import { fileURLToPath } from 'node:url';

const PROGRAM = fileURLToPath(new URL('../../dist/loopback/main.js', import.meta.url));

interface Ready {
  readonly url: string;
  readonly control: string;
}

/** A loopback server in another process, as a provider is: it can be killed, and shares no event loop with who sends. */
export class LoopbackProcess {
  private constructor(private readonly kind: string, private child: ChildProcess, private ready: Ready) {}

  /** Starts it. Errors: when the library was not built, or the server does not start. */
  static async start(kind: string): Promise<LoopbackProcess> {
    return new LoopbackProcess(kind, ...(await launch(kind, 0)));
  }

  get url(): string {
    return this.ready.url;
  }

  received(): Promise<any[]> {
    return this.ask('GET', '/received');
  }

  counts(): Promise<Record<string, number>> {
    return this.ask('GET', '/counts');
  }

  /** Everything answered as ever, and nothing received yet. */
  async reset(): Promise<void> {
    await this.steer({ mode: 'ok' });
    await this.ask('POST', '/clear');
  }

  async steer(how: Record<string, unknown>): Promise<void> {
    await this.ask('POST', '/steer', JSON.stringify(how));
  }

  /** Kills it, and starts another one in its place. */
  async restart(): Promise<void> {
    await this.stop('SIGKILL');
    [this.child, this.ready] = await launch(this.kind, Number(new URL(this.url).port));
  }

  async stop(signal: NodeJS.Signals = 'SIGTERM'): Promise<void> {
    if (this.child.exitCode !== null || this.child.signalCode !== null) return;
    const ended = once(this.child, 'exit');
    this.child.kill(signal);
    await ended;
  }

  private async ask(method: string, path: string, body?: string): Promise<any> {
    const response = await fetch(this.ready.control + path, { method, body });
    const answer: any = await response.json();
    if (!response.ok) throw new Error(`${method} ${path}: ${answer.error}`);
    return answer;
  }
}

async function launch(kind: string, port: number): Promise<[ChildProcess, Ready]> {
  if (!existsSync(PROGRAM)) throw new Error('libs/providers is not built: npm run build -w @ringpost/providers');
  const child = spawn(process.execPath, [PROGRAM, kind, '--port', String(port), '--attached'], { stdio: ['pipe', 'pipe', 'pipe'], env: {} });
  const failed = Promise.all([text(child.stderr), once(child, 'exit')]).then(([words]) => Promise.reject(new Error(`the loopback server for ${kind} ended: ${words}`)));
  failed.catch(() => undefined); // once it is ready, its end is no failure
  const [line] = await Promise.race([once(child.stdout, 'data'), failed]);
  return [child, JSON.parse(String(line))];
}
