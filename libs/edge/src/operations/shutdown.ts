import type { Server } from 'node:http';
import type { Log } from '../http/log.js';
import type { HealthService } from './health.js';

/** Something that has to be closed before the process may end. */
export interface Closer {
  readonly name: string;
  close(): Promise<unknown>;
}

/** What stopping takes. The last members exist for tests. */
export interface ShutdownPlan {
  readonly log: Log;
  readonly health: HealthService;
  /** Closed one after the other: first what accepts work, last what work needs. */
  readonly closers: readonly Closer[];
  readonly deadlineMs?: number;
  readonly process?: Pick<NodeJS.Process, 'on' | 'exit'>;
}

/** Design §3: gone within ten seconds. */
const DEADLINE_MS = 9_500;

/** A terminal's Ctrl-C arrives twice, from the terminal and from npm: only a later signal is a second one. */
const ECHO_MS = 1_000;

/** Stops the process in good order on SIGTERM or SIGINT; at once on a second one. */
export function installShutdown(plan: ShutdownPlan): void {
  const owner = plan.process ?? process;
  let stoppingSince: number | undefined;
  const onSignal = (signal: NodeJS.Signals): void => {
    if (stoppingSince === undefined) {
      stoppingSince = performance.now();
      void stop(plan, signal, (code) => owner.exit(code));
    } else if (performance.now() - stoppingSince > ECHO_MS) owner.exit(1);
  };
  owner.on('SIGTERM', onSignal);
  owner.on('SIGINT', onSignal);
}

async function stop({ log, health, closers, deadlineMs = DEADLINE_MS }: ShutdownPlan, signal: string, exit: (code: number) => void): Promise<void> {
  log.info({ signal }, 'stopping');
  health.draining = true;
  const deadline = setTimeout(() => {
    log.error('not everything could be closed in time');
    log.flush();
    exit(1);
  }, deadlineMs);
  for (const closer of closers) await closed(closer, log);
  clearTimeout(deadline);
  log.info('stopped');
  log.flush(() => exit(0));
}

/** One that fails must not keep the others from being closed. */
async function closed(closer: Closer, log: Log): Promise<void> {
  try {
    await closer.close();
  } catch (error) {
    log.error({ err: error, closer: closer.name }, 'could not be closed');
  }
}

/** Closes several at the same time, within one deadline. Those that cannot be closed are logged by their own names. */
export function closeTogether(name: string, closers: readonly Closer[], log: Log): Closer {
  return { name, close: () => Promise.all(closers.map((closer) => closed(closer, log))) };
}

/** Closes an HTTP server: requests in flight may finish for `graceMs`, then their connections are cut. */
export function closeHttp(name: string, server: Pick<Server, 'closeAllConnections'>, close: () => Promise<unknown>, graceMs = 7_000): Closer {
  return {
    name,
    async close(): Promise<void> {
      const cut = setTimeout(() => server.closeAllConnections(), graceMs);
      await close().finally(() => clearTimeout(cut));
    },
  };
}
