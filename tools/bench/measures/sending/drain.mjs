import { setTimeout as sleep } from 'node:timers/promises';
import { withCores } from '../../load/usage.mjs';

const LOOK_EVERY_MS = 100, CLOSE_LOOK_MS = 10, PATIENCE_MS = 300_000;

/**
 * Lets the workers send what waits, from standing still until the last outcome is durable. Answers how long it took, microseconds of CPU for
 * each delivery by process, and cores of everybody else. `pids`: by the names that they are shown under.
 */
export async function drain({ workers, apns, database, pids }, lane, count) {
  await apns.clear();
  const { result: seconds, cores } = await withCores(pids, async () => {
    const startedAt = performance.now();
    for (const worker of workers) worker.resume();
    await database.wake(lane);
    await until(async () => ((await apns.counts()).accepted ?? 0) >= count, LOOK_EVERY_MS);
    await until(async () => !(await database.waits(lane)), CLOSE_LOOK_MS);
    return (performance.now() - startedAt) / 1_000;
  });
  const { others, ...own } = cores;
  return { seconds, rate: count / seconds, micros: Object.fromEntries(Object.entries(own).map(([name, share]) => [name, (share * seconds * 1e6) / count])), others };
}

/** Sends some, so that what follows finds everything compiled and connected. */
export async function warm({ apns, database }, lane, phones) {
  await apns.clear();
  await database.queue(phones, lane);
  await database.wake(lane);
  await until(async () => ((await apns.counts()).accepted ?? 0) >= phones.length && !(await database.waits(lane)), LOOK_EVERY_MS);
}

/** Waits until something is so; throws when that takes minutes. */
export async function until(isSo, everyMs) {
  for (const deadline = performance.now() + PATIENCE_MS; performance.now() < deadline; await sleep(everyMs)) if (await isSo()) return;
  throw new Error(`waited ${PATIENCE_MS / 1_000} s in vain`);
}
