import { setTimeout as sleep } from 'node:timers/promises';
import { residentMb } from '../../load/usage.mjs';

const LOOK_EVERY_MS = 1_000, PATIENCE_MS = 90_000;
// Of the phones, within a look: with nothing to say, one has a heartbeat to send every twenty seconds.
const FEW = 0.1;

/** Waits until the phones have said what they had to say, and the product has written it down: rounds must not meet each other. */
export async function calm({ farm, phones }, count) {
  let before = (await farm.state()).heartbeats;
  await until('the phones to calm down', async () => {
    const { heartbeats } = await farm.state(), since = heartbeats - before;
    before = heartbeats;
    return since <= count * FEW && (await phones.unconfirmed()) === 0;
  });
}

/** Lets phones come or go until there are `count`: none goes that still has something to say. Answers their tokens. */
export async function connectCalmly(rig, count) {
  await calm(rig, count);
  const tokens = await rig.farm.connect(count);
  await calm(rig, count);
  return tokens;
}

const STEADY = 3, ALIKE_MB = 1;

/** Waits until a process neither takes nor gives back memory. Answers what it has, in MB. */
export async function settledMb(pid) {
  const seen = [];
  await until('memory to settle', async () => {
    seen.push(residentMb(pid));
    const last = seen.slice(-STEADY);
    return last.length === STEADY && Math.max(...last) - Math.min(...last) <= ALIKE_MB;
  });
  return seen.at(-1);
}

async function until(what, isSo) {
  for (const deadline = performance.now() + PATIENCE_MS; performance.now() < deadline; ) {
    await sleep(LOOK_EVERY_MS);
    if (await isSo()) return;
  }
  process.stderr.write(`waited ${PATIENCE_MS / 1_000} s in vain for ${what}\n`);
}
