import type { Log } from '../http/log.js';
import { loadTlsFiles, type TlsConfig, type TlsMaterial } from './tls-material.js';

const EVERY_MS = 60_000;

/** What is done about renewed certificates. */
export interface TlsWatchPlan {
  readonly log: Log;
  /** Puts them to use, as with `server.setSecureContext(material)`. */
  readonly apply: (material: TlsMaterial) => void;
  readonly everyMs?: number;
}

/**
 * Notices when the certificates of the environment are renewed on disk. The files are read and not their times looked at: a minute's
 * work is a few kilobytes, and a renewal that is half done, linked or restored with old times is told from one that is complete.
 */
export class TlsWatch {
  private timer?: NodeJS.Timeout;
  private problem?: string;

  /** @param current what `loadTls` gave at the start. */
  constructor(
    private readonly config: TlsConfig,
    private current: TlsMaterial,
    private readonly plan: TlsWatchPlan,
  ) {}

  /** Looks every minute from now on, where there are files to look at. */
  start(): this {
    if (this.config.legacyTlsCert !== undefined) this.timer = setInterval(() => void this.look(), this.plan.everyMs ?? EVERY_MS).unref();
    return this;
  }

  stop(): void {
    clearInterval(this.timer);
  }

  /** Puts other certificates than the current ones to use. Those that cannot be used leave the current ones, and a warning once. */
  async look(): Promise<void> {
    try {
      const found = await loadTlsFiles(this.config);
      if (String([found.cert, found.key]) !== String([this.current.cert, this.current.key])) this.renew(found);
      this.problem = undefined;
    } catch (error) {
      const { message } = error as Error;
      if (message !== this.problem) this.plan.log.warn({ err: error }, 'renewed certificates cannot be used: the old ones stay');
      this.problem = message;
    }
  }

  private renew(found: TlsMaterial): void {
    this.plan.apply(found);
    this.current = found;
    this.plan.log.info({ files: this.config.legacyTlsCert }, 'certificates were renewed');
  }
}
