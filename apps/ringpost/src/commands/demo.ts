import { SystemClock } from '@ringpost/domain';
import { DemoData, demoTenantOf } from '../demo/demo-data.js';
import { ProgressBar } from '../progress.js';
import { withDatabase } from '../with-database.js';

/** `ringpost demo`: fills a tenant with believable data, once. */
export async function demoCommand({ tenant }: { tenant?: string }): Promise<void> {
  const bar = new ProgressBar('Filling');
  try {
    await withDatabase(async (database, { config, vault }) => {
      const tenantId = tenant ?? demoTenantOf(config);
      const demo = new DemoData(database, vault, new SystemClock(), tenantId);
      if (await demo.isThere()) process.stdout.write(`${tenantId} holds the demonstration already.\n`);
      else {
        const { people, phones, devices, notifications, deliveries } = await demo.fill(bar.step);
        bar.end();
        process.stdout.write(`${tenantId} now has ${people} people with ${phones} phones, ${devices} devices, ${notifications} notifications and ${deliveries} deliveries.\n`);
      }
      process.stdout.write(`Look around as one of them: npm run --silent token -- --user usr_alice --tenant ${tenantId}\n`);
      if (tenantId === demoTenantOf(config)) process.stdout.write('See its door ring its phones: npm start -- --demo\n');
    });
  } finally {
    bar.end();
  }
}
