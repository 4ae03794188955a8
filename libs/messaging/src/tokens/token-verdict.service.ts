import { type Clock, type PushToken, type TokenAnswer, type Verdict } from '@ringpost/domain';
import type { Database, TokenApp, TokenOwner, TokenVerdictRepository, Tx } from '@ringpost/persistence';
import { AttemptLedger } from './attempt-ledger.js';
import { DeathGuard, type AlarmedApp, type Death } from './death-guard.js';

/** What a provider answered to one try of one token. */
export interface TokenVerdict extends Verdict {
  readonly tenantId: string;
  readonly tokenId: string;
}

/** Where it is told that an app's tokens die in numbers. */
export interface TokenAlarmLog {
  error(context: object, message: string): void;
}

/** What became of a batch of verdicts. */
interface Judged {
  readonly answers: ReadonlyMap<string, TokenAnswer>;
  readonly alarmed: readonly AlarmedApp[];
  /** Tries that were taken after the token had ended. */
  readonly proofs: readonly { readonly token: PushToken; readonly verdict: TokenVerdict }[];
}

const AT_ONCE = 200;

/** What providers' answers do to push tokens. Plain acceptances of active tokens need not come here. */
export class TokenVerdictService {
  private readonly ledger: AttemptLedger;
  private raised = 0;

  constructor(
    private readonly db: Database,
    private readonly rows: TokenVerdictRepository,
    private readonly clock: Clock,
    private readonly log: TokenAlarmLog,
  ) {
    this.ledger = new AttemptLedger(clock);
  }

  /** How often this process raised the alarm that an app's tokens die in numbers. */
  get alarms(): number {
    return this.raised;
  }

  /** One try was made, whatever comes of it. Costs nothing but a count in memory. */
  counted(app: TokenApp): void {
    this.ledger.add(app);
  }

  /**
   * Applies verdicts in one transaction, and answers for each token what that means for its deliveries. A token that is gone has ended.
   * Errors: `unavailable`; nothing was applied then, or the same may be applied again.
   */
  async judge(verdicts: readonly TokenVerdict[]): Promise<ReadonlyMap<string, TokenAnswer>> {
    if (verdicts.length === 0) return new Map();
    const guard = new DeathGuard(this.rows, this.ledger, this.clock);
    const { answers, alarmed, proofs } = await this.db.runAsSystem('sending', (tx) => this.apply(tx, verdicts, guard)).catch((error: unknown) => {
      guard.undo();
      throw error;
    });
    for (const alarm of alarmed) this.tell(alarm);
    for (const { app, from } of alarmed) await this.spareDead(app, from);
    for (const { token, verdict } of proofs) await this.bringBack(token.tenantId, [token], (held) => held.isProvedBy(verdict), (held) => held.comeBack(verdict));
    return answers;
  }

  private async apply(tx: Tx, verdicts: readonly TokenVerdict[], guard: DeathGuard): Promise<Judged> {
    const now = this.clock.now();
    const tokens = new Map((await this.rows.hold(tx, verdicts)).map((token) => [token.id, token]));
    const deaths = new Map<string, Death>(), again = new Set<string>(), proofs: { token: PushToken; verdict: TokenVerdict }[] = [];
    for (const verdict of [...verdicts].sort(byTry)) {
      const token = tokens.get(verdict.tokenId);
      if (!token) continue;
      if (token.isProvedBy(verdict)) {
        if (deaths.delete(token.id)) token.comeBack(verdict); // it was about to die, and still has its place
        else proofs.push({ token, verdict });
        continue;
      }
      const lived = token.isActive;
      if (token.judge(verdict, now) === 'again') again.add(token.id);
      if (lived && !token.isActive) deaths.set(token.id, { token, triedAt: verdict.triedAt });
    }
    const alarmed = deaths.size === 0 ? [] : await guard.watch(tx, [...deaths.values()]);
    const answerOf = (token: PushToken | undefined): TokenAnswer => (!token?.isActive ? 'ended' : again.has(token.id) && !deaths.has(token.id) ? 'again' : 'kept');
    return { answers: new Map(verdicts.map(({ tokenId }) => [tokenId, answerOf(tokens.get(tokenId))])), alarmed, proofs };
  }

  private tell({ app, health, raised }: AlarmedApp): void {
    if (!raised) return;
    this.raised++;
    const { tenantId, provider, appId } = app;
    this.log.error({ tenant: tenantId, provider, app: appId, deaths: health.deaths, attempts: health.attempts }, 'most of what is sent to an app is answered by dead tokens: none is ended for ten minutes; check its provider account');
  }

  /** Those that the alarm came too late for. */
  private async spareDead(app: TokenApp, from: Date): Promise<void> {
    const dead = await this.db.runAsSystem('sending', (tx) => this.rows.diedSince(tx, app, from));
    for (let i = 0; i < dead.length; i += AT_ONCE) {
      await this.bringBack(app.tenantId, dead.slice(i, i + AT_ONCE), (token) => token.state === 'dead' && token.endedAt! >= from, (token) => token.spare());
    }
  }

  /** Lets dead tokens live again, but for those whose place at their phone was taken meanwhile. */
  private async bringBack(tenantId: string, owners: readonly TokenOwner[], may: (token: PushToken) => boolean, back: (token: PushToken) => void): Promise<void> {
    await this.db.runAsSystem('sending', async (tx) => {
      const held = await this.rows.holdWithUsers(tx, tenantId, owners);
      for (const token of held.sort((a, b) => b.refreshedAt.getTime() - a.refreshedAt.getTime())) {
        if (!may(token) || (await this.rows.isReplaced(tx, token))) continue;
        back(token);
        await tx.em.flush();
      }
    });
  }
}

// Of what was tried in one millisecond the good news comes last: it is what counts.
const byTry = (a: TokenVerdict, b: TokenVerdict): number => a.triedAt.getTime() - b.triedAt.getTime() || Number(a.outcome.kind === 'accepted') - Number(b.outcome.kind === 'accepted');
