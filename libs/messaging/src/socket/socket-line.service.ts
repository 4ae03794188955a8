import { SocketTokens, identityHashOf, socketHashOf, tellsPhonesApart, type SocketIdentity } from '@ringpost/domain';
import type { Database, Presence, SocketPresenceRepository } from '@ringpost/persistence';

/** A connection with its token. `generation`: newer connections of the same token have higher ones, on whatever process. */
export interface Line extends Presence {
  readonly token: string;
}

/** Which tokens the connections of one process hold. */
export class SocketLineService {
  /** Processes that looked gone when last looked for. */
  private suspects: ReadonlySet<number> = new Set();

  /** @param process the number under which the process is known to others. */
  constructor(
    private readonly db: Database,
    private readonly presence: SocketPresenceRepository,
    private readonly tokens: SocketTokens,
    private readonly process: number,
  ) {}

  /** The token of a phone that connected; whoever else holds it is told to let go. One that cannot be told from others gets a token for this connection. */
  async open(identity: SocketIdentity): Promise<Line> {
    const token = tellsPhonesApart(identity) ? await this.tokenOf(identity) : this.tokens.random();
    const tokenHash = socketHashOf(token)!;
    return { token, tokenHash, generation: await this.presence.connect(tokenHash, this.process) };
  }

  /** These connections ended. */
  async close(lines: readonly Presence[]): Promise<void> {
    if (lines.length > 0) await this.db.runAsSystem('push socket', (tx) => this.presence.disconnect(tx, lines));
  }

  /**
   * Tells anew what this process holds, after others may have missed it. Answers the tokens, by their hashes, that others hold by now
   * (`lost`), and those of which nobody knew any more (`renewed`).
   */
  async reassert(lines: readonly Presence[]): Promise<{ lost: Buffer[]; renewed: Buffer[] }> {
    return lines.length === 0 ? { lost: [], renewed: [] } : this.db.runAsSystem('push socket', (tx) => this.presence.reassert(tx, lines, this.process));
  }

  /** How many connections of this process the database knows of. */
  known(): Promise<number> {
    return this.presence.count(this.process);
  }

  /** Forgets what processes held that were gone the last time, too: one that lost its connection comes back sooner. */
  sweep(): Promise<number> {
    return this.db.runAsSystem('push socket', async (tx) => {
      const gone = (await this.presence.gone(tx)).filter((process) => process !== this.process);
      const twice = gone.filter((process) => this.suspects.has(process));
      this.suspects = new Set(gone);
      return this.presence.forget(tx, twice);
    });
  }

  /** Revokes the token of an identity: its connection ends, and from the next one on it has another. */
  async revoke(identity: SocketIdentity): Promise<void> {
    await this.db.runAsSystem('push socket', async (tx) => {
      const generation = await this.presence.raise(tx, identityHashOf(identity));
      await this.presence.evict(tx, this.tokens.of(identity, generation - 1).map((token) => socketHashOf(token)!));
    });
  }

  /** A token of an older key is kept for as long as a phone is registered under it. */
  private async tokenOf(identity: SocketIdentity): Promise<string> {
    const [newest, ...older] = this.tokens.of(identity, await this.presence.generationOf(identityHashOf(identity))) as [string, ...string[]];
    if (older.length === 0) return newest;
    const registered = await this.presence.registered([newest, ...older].map((token) => socketHashOf(token)!));
    const isRegistered = (token: string): boolean => registered.some((hash) => hash.equals(socketHashOf(token)!));
    return isRegistered(newest) ? newest : (older.find(isRegistered) ?? newest);
  }
}
