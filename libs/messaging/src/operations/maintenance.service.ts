import type { Clock } from '@ringpost/domain';
import { PARTITIONED, dropPartition, ensurePartitions, existingPartitions, isLockTimeout, type Database, type MaintenanceRepository, type Partition, type Partitioned, type SocketDeliveryRepository } from '@ringpost/persistence';

/** Days that rows are kept. Messages and rings are kept as long as their deliveries. */
export type Retention = Readonly<Record<'notification' | 'delivery' | 'attempt', number>>;

/** What one round of maintenance did. */
export interface MaintenanceReport {
  readonly partitionsMade: readonly string[];
  readonly partitionsDropped: readonly string[];
  readonly tokensExpired: number;
  readonly answersForgotten: number;
}

const KEPT_AS = { notification: 'notification', delivery: 'delivery', attempt: 'attempt', message: 'delivery', ring: 'delivery' } as const satisfies Record<Partitioned, keyof Retention>;
const DAY_MS = 86_400_000;
// Requests wait for the rows of a transaction that removes them: so few are a matter of milliseconds.
const WINDOWS_AT_ONCE = 1_000, DELIVERIES_AT_ONCE = 1_000;
// 8 MiB of a table.
const PAGES_AT_ONCE = 1_000;

/** What has to be done from time to time, by any process, harmless when several do it at once. */
export class MaintenanceService {
  constructor(
    private readonly db: Database,
    private readonly rows: MaintenanceRepository,
    private readonly socket: SocketDeliveryRepository,
    private readonly retention: Retention,
    private readonly clock: Clock,
  ) {}

  /** One round: partitions ahead of time, months past their retention dropped, idle tokens and old answers ended. */
  async run(): Promise<MaintenanceReport> {
    const now = this.clock.now();
    const partitionsMade = await this.db.asOwner((tx) => ensurePartitions((text, values) => tx.sql(text, values), now));
    const partitionsDropped: string[] = [];
    for (const partition of await this.outdated(now)) if (await this.drop(partition)) partitionsDropped.push(partition.name);
    const tokensExpired = await this.expireTokens(now);
    const answersForgotten = await this.db.runAsSystem('maintenance', (tx) => this.rows.forgetAnswers(tx, new Date(now.getTime() - DAY_MS)));
    await this.db.runAsSystem('maintenance', (tx) => this.rows.forgetSessions(tx));
    await this.db.runAsSystem('maintenance', (tx) => this.rows.forgetGuids(tx));
    await this.forgetWindows();
    await this.expireDeliveries();
    return { partitionsMade, partitionsDropped, tokensExpired, answersForgotten };
  }

  /** Tokens of phones that are gone, a part of the table at a time. A row that moves to its end meanwhile is met in the next round. */
  private async expireTokens(now: Date): Promise<number> {
    const pages = await this.db.runAsSystem('maintenance', (tx) => this.rows.pagesOfTokens(tx));
    let expired = 0;
    for (let page = 0; page < pages; page += PAGES_AT_ONCE) expired += await this.db.runAsSystem('maintenance', (tx) => this.rows.expireIdleTokens(tx, now, page, PAGES_AT_ONCE));
    return expired;
  }

  /** Windows of rate limits that are over. There are some in every round, so they are not reported. */
  private async forgetWindows(): Promise<void> {
    while ((await this.db.runAsSystem('maintenance', (tx) => this.rows.forgetWindows(tx, WINDOWS_AT_ONCE))) === WINDOWS_AT_ONCE);
  }

  /** What no process was there to deliver. */
  private async expireDeliveries(): Promise<void> {
    while ((await this.socket.expire(DELIVERIES_AT_ONCE)) === DELIVERIES_AT_ONCE);
  }

  /** A month that somebody reads or drops just now is left for the next round. */
  private async drop(partition: Partition): Promise<boolean> {
    try {
      return await this.db.asOwner((tx) => dropPartition(tx, partition));
    } catch (error) {
      if (isLockTimeout(error)) return false;
      throw error;
    }
  }

  private async outdated(now: Date): Promise<Partition[]> {
    const all = await Promise.all(PARTITIONED.map((table) => this.db.asOwner((tx) => existingPartitions((text, values) => tx.sql(text, values), table))));
    return all.flat().filter(({ table, to }) => to.getTime() < now.getTime() - this.retention[KEPT_AS[table]] * DAY_MS);
  }
}
