import { openDatabases } from '../database/server.mjs';
import { openSocketPhones } from '../database/socket-phones.mjs';
import { openSender } from '../load/events.mjs';
import { startFarm } from '../load/phone-children.mjs';
import { shapeOf } from '../population.mjs';
import { freePort } from '../servers/child.mjs';
import { startLegacyProduct } from '../servers/product.mjs';
import { everybody } from './push-socket/everybody.mjs';
import { memory } from './push-socket/memory.mjs';
import { ring } from './push-socket/ring.mjs';
import { storm } from './push-socket/storm.mjs';

export const about = 'the push socket: memory of a connection, one event to everybody, the way of a ring, and a ring while strangers crowd in';

export async function run(options) {
  const { databases: [database], stop } = await openDatabases([shapeOf(options.size)], options.days);
  const opened = [{ stop }];
  const open = (what) => { opened.unshift(what); return what; };
  try {
    const phones = open(await openSocketPhones(database));
    const inspectorPort = await freePort();
    const product = open(await startLegacyProduct(database, { nodeOptions: [`--inspect=127.0.0.1:${inspectorPort}`] }));
    const sender = open(await openSender(database));
    const farm = open(startFarm(product.socketPort));
    const rig = { product: { ...product, inspectorPort }, farm, phones, sender, databasePid: database.pid };
    const bars = [];
    for (const measure of [memory, everybody, ring, storm]) bars.push(...(await measure(rig, options)));
    return bars;
  } finally {
    for (const each of opened) await each.stop();
  }
}
