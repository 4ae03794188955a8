import pg from 'pg';
import { ensurePartitions, migrate } from '../../../libs/persistence/dist/index.js';
import { seedDeliveries } from './deliveries.mjs';
import { seedFeeds } from './feeds.mjs';
import { seedLegacy } from './legacy.mjs';
import { seedNotifications } from './notifications.mjs';
import { seedPushTokens } from './push-tokens.mjs';
import { seedSent } from './sent.mjs';

const DAY_MS = 86_400_000;

/** Migrates a database with the product's own migrations and fills it. Days: how far back notifications and deliveries reach. */
export async function seed(url, shape, days) {
  const now = new Date(), daysAgo = (n) => new Date(now - n * DAY_MS);
  await migrate(url, now);
  const client = new pg.Client({ connectionString: url });
  await client.connect();
  const sql = async (text, values) => (await client.query(text, values)).rows;
  try {
    await ensurePartitions(sql, now, daysAgo(Math.max(days.notifications, days.deliveries)));
    await sql('set role ringpost_system'); // the owner is bound by the policies of its tables as well
    if (shape.notifications > 0) await (shape.feeds ? seedFeeds : seedNotifications)(sql, shape, { from: daysAgo(days.notifications), to: now }, progress);
    if (shape.phones > 0) await seedPushTokens(sql, shape, { from: daysAgo(180), to: now }, progress);
    if (shape.legacy) await seedLegacy(sql, shape, { from: daysAgo(180), to: now }, progress);
    if (shape.deliveries > 0) await seedDeliveries(sql, shape, { from: daysAgo(days.deliveries), to: now }, progress);
    if (shape.sent > 0) await seedSent(sql, shape, { from: daysAgo(days.deliveries), to: now }, progress);
    await sql('reset role');
    process.stderr.write('vacuum analyze\n');
    await sql('vacuum (analyze, freeze)'); // as a table is that was not filled a minute ago
  } finally {
    await client.end();
  }
}

const progress = (what, done, total) => process.stderr.write(`${what} ${done.toLocaleString('en')} / ${total.toLocaleString('en')}\n`);
