import { setTimeout as pause } from 'node:timers/promises';

/** Waits until something is so; fails after a second. */
export async function eventually(isSo: () => Promise<boolean>): Promise<void> {
  const deadline = performance.now() + 1_000;
  while (!(await isSo())) {
    if (performance.now() > deadline) throw new Error('it was not so within a second');
    await pause(10);
  }
}
