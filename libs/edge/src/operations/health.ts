import type { Log } from '../http/log.js';

/** Something this process needs. `check` rejects when it is not there. */
export abstract class HealthProbe {
  abstract readonly name: string;
  abstract check(): Promise<void>;
}

/** Whether the process can serve, and what of it cannot. */
export interface Readiness {
  readonly status: 'ok' | 'unavailable' | 'draining';
  readonly checks: Readonly<Record<string, 'ok' | 'failed'>>;
}

/** Knows whether the process can serve. */
export class HealthService {
  /** Set when the process is about to stop: it is alive, but nothing new should be sent to it. */
  draining = false;
  private running?: Promise<Readiness>;

  constructor(
    private readonly probes: readonly HealthProbe[],
    private readonly log: Log,
    private readonly patienceMs = 2_000,
  ) {}

  /** Asks all probes at once. Callers that arrive meanwhile share the answer, so that nobody can multiply the checks. */
  readiness(): Promise<Readiness> {
    this.running ??= this.ask().finally(() => { this.running = undefined; });
    return this.running;
  }

  private async ask(): Promise<Readiness> {
    const checks = Object.fromEntries(await Promise.all(this.probes.map(async (probe) => [probe.name, await this.outcome(probe)] as const)));
    const healthy = Object.values(checks).every((check) => check === 'ok');
    return { status: this.draining ? 'draining' : healthy ? 'ok' : 'unavailable', checks };
  }

  private async outcome(probe: HealthProbe): Promise<'ok' | 'failed'> {
    try {
      await within(this.patienceMs, probe.check());
      return 'ok';
    } catch (error) {
      this.log.warn({ err: error, probe: probe.name }, 'a health probe failed'); // the reason is for us, not for whoever asks
      return 'failed';
    }
  }
}

async function within(ms: number, work: Promise<void>): Promise<void> {
  let timer: NodeJS.Timeout | undefined;
  const late = new Promise<never>((_, reject) => { timer = setTimeout(() => reject(new Error(`no answer within ${ms} ms`)), ms); });
  await Promise.race([work, late]).finally(() => clearTimeout(timer));
}
