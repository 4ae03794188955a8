import type { ProviderClient } from '@ringpost/domain';
import type { OpenAccount } from '../../accounts/open-account.js';
import { AccountGate, type Paces } from './account-gate.js';

/** An account that this process sends by. */
interface Line {
  readonly version: string;
  readonly client: ProviderClient;
  readonly gate: AccountGate;
  usedAt: number;
}

const IDLE_MS = 600_000;

/** Connections to providers, one client for each account. An account that was changed gets another; one that is idle is closed. */
export class ProviderClients {
  private readonly lines = new Map<string, Line>();
  private readonly closing = new Set<Promise<void>>();

  constructor(private readonly paces: Paces) {}

  of(account: OpenAccount, now: number): Line {
    let line = this.lines.get(account.id);
    if (line === undefined || line.version !== account.version) {
      if (line) this.end(line);
      line = { version: account.version, client: account.kind.open(account.config, account.reach), gate: AccountGate.of(account, this.paces), usedAt: now };
      this.lines.set(account.id, line);
    }
    line.usedAt = now;
    return line;
  }

  /** The line of an account as it is now; undefined where none is open, or the account was changed since. */
  known({ id, version }: OpenAccount): Line | undefined {
    const line = this.lines.get(id);
    return line?.version === version ? line : undefined;
  }

  /** Closes what was not used for ten minutes. */
  sweep(now: number): void {
    for (const [id, line] of this.lines) {
      if (now - line.usedAt < IDLE_MS) continue;
      this.lines.delete(id);
      this.end(line);
    }
  }

  async close(): Promise<void> {
    for (const line of this.lines.values()) this.end(line);
    this.lines.clear();
    await Promise.all(this.closing);
  }

  private end({ client }: Line): void {
    const closing: Promise<void> = client.close().catch(() => undefined).then(() => void this.closing.delete(closing)); // what ends badly has ended
    this.closing.add(closing);
  }
}
