import { DomainError, type Channel, type Environment } from '@ringpost/domain';
import type { SendingAccountRow } from '@ringpost/persistence';
import type { AccountRoute, OpenAccount } from './open-account.js';

// Before it is too old it is asked for anew while nobody waits.
const RENEWED_AFTER_MS = 5_000;
const TOO_OLD_AFTER_MS = 10_000;
const SPARE_MS = 60_000;
const RETRY_MS = 1_000;
const NONE: readonly OpenAccount[] = [];
const UNREADABLE = 'unreadable';

/** The accounts of a route; `unreadable`: there are some, but none that this process can open. */
type Chosen = readonly OpenAccount[] | typeof UNREADABLE;

/** An account, and what it is for. Without `account`: one that this process cannot open. */
interface Place {
  readonly row: SendingAccountRow;
  readonly account?: OpenAccount;
}

/** What is remembered of one tenant's accounts. */
export class TenantAccounts {
  private places: readonly Place[] = [];
  private apps: ReadonlySet<string> = new Set();
  private providers: ReadonlySet<string> = new Set();
  /** Answers that were given before. They are as many as the accounts make different, whatever is asked. */
  private routes = new Map<string, Chosen>();
  private askedAt = -Infinity;
  private changed = true;
  private changes = 0;
  private loading: Promise<void> | undefined;
  private failure: { readonly error: unknown; readonly at: number } | undefined;

  constructor(
    private readonly ask: () => Promise<readonly SendingAccountRow[]>,
    private readonly open: (row: SendingAccountRow) => OpenAccount | undefined,
    private readonly now: () => number,
  ) {}

  /** Sees to it that what is remembered is young enough. Answers what has to be waited for, which may fail; nothing when it is. */
  refresh(now: number): Promise<void> | undefined {
    const age = now - this.askedAt;
    if (!this.changed && age >= 0 && age < RENEWED_AFTER_MS) return undefined;
    const canGoOn = this.canGoOn(now);
    if (!canGoOn || now - this.failure!.at >= RETRY_MS) this.loading ??= this.load().finally(() => { this.loading = undefined; });
    if (!this.changed && age >= 0 && age < TOO_OLD_AFTER_MS) return undefined;
    // It failed a moment ago: nobody waits for it to fail again, as long as there is something to go on with.
    if (canGoOn) return undefined;
    return this.loaded(now);
  }

  /** The accounts for a route, in the order in which they are to be tried. Fails where there are some, and none could be opened. */
  candidates({ channel, provider, appId, environment }: AccountRoute): readonly OpenAccount[] {
    if (provider !== undefined && !this.providers.has(provider)) return NONE;
    const app = this.apps.has(appId) ? appId : '';
    const route = `${channel} ${environment} ${provider ?? ''} ${app}`;
    let accounts = this.routes.get(route);
    if (accounts === undefined) this.routes.set(route, (accounts = this.chosen(channel, provider, app, environment)));
    if (accounts === UNREADABLE) throw new Error('no account for this can be opened here');
    return accounts;
  }

  /** It changed since. What is on its way may be older than that. */
  forget(): void {
    this.changed = true;
    this.changes++;
    this.failure = undefined;
  }

  private async loaded(now: number): Promise<void> {
    await this.loading;
    if (this.failure !== undefined && !this.canGoOn(now)) throw this.failure.error;
  }

  /** Never fails: a failure is remembered. */
  private async load(): Promise<void> {
    try {
      for (let seen = -1; seen !== this.changes; ) {
        seen = this.changes;
        const at = this.now();
        this.take(await this.ask(), at);
      }
      this.changed = false;
      this.failure = undefined;
    } catch (error) {
      this.failure = { error, at: this.now() };
    }
  }

  /** Opens what is new or changed; what is as it was stays open. */
  private take(rows: readonly SendingAccountRow[], askedAt: number): void {
    const known = new Map(this.places.map((place) => [place.row.id, place]));
    this.places = rows.map((row) => {
      const before = known.get(row.id);
      return before?.account && isSame(before.row, row) ? before : { row, account: this.open(row) };
    });
    this.apps = new Set(this.places.map(({ row }) => row.app_id));
    this.providers = new Set(this.places.map(({ row }) => row.provider));
    this.routes = new Map();
    this.askedAt = askedAt;
  }

  // The rows came by priority and id: only the app is left to sort by.
  private chosen(channel: Channel, provider: string | undefined, app: string, environment: Environment): Chosen {
    const fitting = this.places.filter(({ row }) => row.channel === channel && (provider === undefined || row.provider === provider) && (row.environment ?? environment) === environment);
    const of = (appId: string): Place[] => fitting.filter(({ row }) => row.app_id === appId);
    const places = app === '' ? of('') : [...of(app), ...of('')];
    const accounts = places.flatMap(({ account }) => account ?? []);
    return accounts.length === 0 && places.length > 0 ? UNREADABLE : accounts;
  }

  /** Whether the database is away, and what is remembered serves until it is back. */
  private canGoOn(now: number): boolean {
    return this.failure !== undefined && isAway(this.failure.error) && now - this.askedAt < TOO_OLD_AFTER_MS + SPARE_MS;
  }
}

const isAway = (error: unknown): boolean => error instanceof DomainError && error.kind === 'unavailable';
const isSame = (a: SendingAccountRow, b: SendingAccountRow): boolean => a.updated_at.getTime() === b.updated_at.getTime() && a.config_sealed.equals(b.config_sealed);
