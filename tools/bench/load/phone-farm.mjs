// Many phones in one process. It does what its parent says, one thing after another, and answers each message with one.
import { setTimeout as sleep } from 'node:timers/promises';
import { Phone } from './phones/phone.mjs';
import { WatchForAll, WatchForOne } from './phones/watches.mjs';

const port = Number(process.env.PUSH_SOCKET_PORT);
// The server begins 200 handshakes a second.
const AT_ONCE = 9, PAUSE_MS = 50;
const LOOK_EVERY_MS = 5, BEAT_STEP_MS = 10;

const phones = [];
let watch = new WatchForAll(), lost = 0, timer;

const actions = {
  /** Connects or disconnects phones until there are `count`. */
  async phones({ count }) {
    for (const phone of phones.splice(count)) phone.leave();
    while (phones.length < count) phones.push(...(await connectUpTo(count - phones.length, phones.length)));
    return { tokens: phones.map(({ token }) => token) };
  },

  /** Lets each phone send a heartbeat that often, evenly in turn, beside those that are due anyway. 0: no more. */
  beat({ everyMs }) {
    clearInterval(timer);
    if (everyMs === 0) return {};
    const startedAt = performance.now();
    let done = 0;
    timer = setInterval(() => {
      for (const due = ((performance.now() - startedAt) / everyMs) * phones.length; done < due; done++) phones[done % phones.length].beat();
    }, BEAT_STEP_MS);
    return {};
  },

  /** Forgets what came, and watches for the event with a guid on every phone, or for all events. */
  watch({ guid }) {
    watch = guid === undefined ? new WatchForAll() : new WatchForOne(guid);
    return {};
  },

  /** How much of what was watched for came, as soon as it is `count`, or after a while. */
  async arrived({ count, withinMs }) {
    for (const deadline = performance.now() + withinMs; watch.got.size < count && performance.now() < deadline; ) await sleep(LOOK_EVERY_MS);
    return { count: watch.got.size };
  },

  /** When it came. */
  arrivals: () => ({ got: [...watch.got] }),

  /** Heartbeats that the phones there are sent since they came, and connections that were lost since the start. */
  state: () => ({ heartbeats: phones.reduce((sum, { heartbeats }) => sum + heartbeats, 0), lost }),
};

/** As many of the next phones as could connect at once, all of them in the order of their numbers. */
async function connectUpTo(count, first) {
  const attempts = [];
  for (let n = 0; n < count; n++) {
    if (n > 0 && n % AT_ONCE === 0) await sleep(PAUSE_MS);
    attempts.push(connected(first + n));
  }
  return Promise.all(attempts);
}

/** Tries until it is connected: there may be a crowd. */
async function connected(number) {
  for (;;) {
    const phone = new Phone(number, (by, payload) => watch.take(by, payload));
    if (await phone.connect(port, () => { lost++; })) return phone;
    await sleep(PAUSE_MS + Math.random() * 1_000);
  }
}

process.on('message', async ({ action, ...told }) => process.send(await actions[action](told)));
process.on('disconnect', () => process.exit(0));
