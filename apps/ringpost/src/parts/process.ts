import type { SystemClock } from '@ringpost/domain';
import type { Config, Log, Vitals } from '@ringpost/edge';
import type { WakeUps } from '@ringpost/messaging';
import type { Database, Notifications, RateLimits } from '@ringpost/persistence';
import type { Installation } from '../installation.js';

/** What the parts of one process share. */
export interface Process extends Vitals {
  readonly config: Config;
  readonly installation: Installation;
  readonly database: Database;
  readonly rateLimits: RateLimits;
  /** The number under which other processes know this one. */
  readonly process: number;
  readonly wakeUps: WakeUps;
  readonly log: Log;
  readonly clock: SystemClock;
}

/** How a port is told to people, and reached by them. */
export const addressOf = (scheme: string, host: string, port: number): string => `${scheme}://${host.includes(':') ? `[${host}]` : host}:${port}`;

/** Listens, or says in one line why it cannot. `variable`: the one that names the port. */
export async function listening<T>(variable: string, port: number, listen: () => Promise<T>): Promise<T> {
  try {
    return await listen();
  } catch (error) {
    const { code } = error as NodeJS.ErrnoException;
    if (code === 'EADDRINUSE') throw new Error(`port ${port} is taken by another program: stop it, or set ${variable} to another port`, { cause: error });
    if (code === 'EACCES') throw new Error(`port ${port} may not be used by this user: set ${variable} to another port`, { cause: error });
    throw error;
  }
}

/** A process that hears what others tell. */
export interface HearingProcess extends Process {
  readonly notifications: Notifications;
}
