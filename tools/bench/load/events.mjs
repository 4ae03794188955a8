import { randomBytes } from 'node:crypto';
import { setTimeout as sleep } from 'node:timers/promises';
import { IdGenerator, RING_TYPE, SystemClock } from '../../../libs/domain/dist/index.js';
import { SocketEventService, WakeUps } from '../../../libs/messaging/dist/index.js';
import { AcceptanceRepository, Database, SocketDeliveryRepository, WakeUpRepository } from '../../../libs/persistence/dist/index.js';
import { vault } from '../keys.mjs';
import { moment } from './phones/moment.mjs';

const PATIENCE_MS = 10_000;
const RING = { device: 'Front door', type: RING_TYPE, action: 'ring', alert: 'Somebody is at the front door' };

/** The product's own way to send an event, in this process, with connections of its own. */
export async function openSender({ url }) {
  const db = await Database.open({ url }), clock = new SystemClock();
  const socket = new SocketDeliveryRepository(db, clock.now()), wakeUps = new WakeUps(db, new WakeUpRepository(db), socket, '-');
  const events = new SocketEventService(db, socket, new AcceptanceRepository(db), wakeUps, vault(), clock, new IdGenerator(clock, randomBytes));
  return { send: (token, draft) => events.send(token, draft), stop: () => db.close() };
}

let sentSoFar = 0;

/**
 * Sends rings to phones at random, one every `everyMs` whether or not the one before has come. Answers how many milliseconds passed
 * between the call and the phone for each that came (`times`), how many did not come (`lost`), how long each call took (`calls`), and
 * how long the rest of the way did (`rests`; below zero when the phone was faster than the caller).
 */
export async function ringAtRandom(farm, sender, tokens, { count, everyMs }) {
  await farm.watchForAll();
  const sentAt = new Map(), accepted = [], startedAt = moment();
  for (let n = 0; n < count; n++) {
    await sleep(Math.max(0, startedAt + n * everyMs - moment()));
    const uid = `door_${sentSoFar++}`, token = tokens[Math.floor(Math.random() * tokens.length)];
    const at = moment();
    sentAt.set(uid, at);
    accepted.push(sender.send(token, { uid, ...RING }).then(() => moment() - at));
  }
  const calls = await Promise.all(accepted);
  await farm.arrived(count, PATIENCE_MS);
  const got = await farm.arrivals();
  const ways = [...sentAt].map(([uid, at], n) => ({ uid, at, call: calls[n] })).filter(({ uid }) => got.has(uid));
  const times = ways.map(({ uid, at }) => got.get(uid) - at);
  return { times, lost: count - times.length, calls, rests: ways.map(({ call }, n) => times[n] - call) };
}
