import type { Clock, PushToken } from '@ringpost/domain';
import type { AppHealth, TokenApp, TokenVerdictRepository, Tx } from '@ringpost/persistence';
import { appKey, type AttemptLedger } from './attempt-ledger.js';

/** A token that is about to die, and when that was tried. */
export interface Death {
  readonly token: PushToken;
  readonly triedAt: Date;
}

/** An app whose deaths are not believed. `raised`: the alarm is new. */
export interface AlarmedApp {
  readonly app: TokenApp;
  readonly health: AppHealth;
  readonly from: Date;
  readonly raised: boolean;
}

/** The tokens of one app that are about to die by tries of one minute. */
interface Group {
  readonly app: TokenApp;
  readonly minute: Date;
  readonly tokens: PushToken[];
}

/** So many deaths within a minute that are more than half of the attempts are no dead phones. */
export const MASS_DEATHS = 20;
export const ALARM_MS = 600_000;

/** Finds out whether tokens of an app die because it is configured wrongly. One for each batch of verdicts. */
export class DeathGuard {
  private readonly taken = new Map<string, { app: TokenApp; minute: Date; attempts: number }>();

  constructor(
    private readonly rows: TokenVerdictRepository,
    private readonly ledger: AttemptLedger,
    private readonly clock: Clock,
  ) {}

  /** Spares those that do not die of themselves. Answers the apps that are under alarm. May be called again after its transaction was undone. */
  async watch(tx: Tx, deaths: readonly Death[]): Promise<AlarmedApp[]> {
    const alarmed: AlarmedApp[] = [];
    for (const { app, minute, tokens } of this.groupsOf(deaths)) {
      const found = await this.alarmOf(tx, app, await this.rows.count(tx, app, minute, this.attemptsOf(app, minute), tokens.length));
      if (!found) continue;
      for (const token of tokens) token.spare();
      alarmed.push(found);
    }
    return alarmed;
  }

  /** Nothing was written. */
  undo(): void {
    for (const { app, minute, attempts } of this.taken.values()) this.ledger.giveBack(app, minute, attempts);
  }

  private async alarmOf(tx: Tx, app: TokenApp, health: AppHealth): Promise<AlarmedApp | undefined> {
    const now = this.clock.now();
    const runs = health.alarmedUntil !== null && health.alarmedUntil > now;
    const from = runs ? health.alarmedFrom! : health.minute;
    if (health.deaths >= MASS_DEATHS && health.deaths * 2 > health.attempts) await this.rows.alarm(tx, app, from, new Date(now.getTime() + ALARM_MS));
    else if (!runs) return undefined;
    return { app, health, from, raised: !runs };
  }

  /** In one order everywhere: each is locked. */
  private groupsOf(deaths: readonly Death[]): Group[] {
    const groups = new Map<string, Group>();
    for (const { token, triedAt } of deaths) {
      const { tenantId, provider, appId } = token, app = { tenantId, provider, appId }, minute = this.ledger.minuteOf(triedAt);
      const key = `${appKey(app)} ${minute.getTime()}`, group = groups.get(key) ?? { app, minute, tokens: [] };
      group.tokens.push(token);
      groups.set(key, group);
    }
    return [...groups].sort(([a], [b]) => (a < b ? -1 : 1)).map(([, group]) => group);
  }

  private attemptsOf(app: TokenApp, minute: Date): number {
    const key = `${appKey(app)} ${minute.getTime()}`, before = this.taken.get(key);
    if (before) return before.attempts;
    const attempts = this.ledger.take(app, minute);
    this.taken.set(key, { app, minute, attempts });
    return attempts;
  }
}
