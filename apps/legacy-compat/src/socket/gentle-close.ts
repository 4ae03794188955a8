import { setTimeout as sleep } from 'node:timers/promises';

const GAP_MS = 5;
const LONGEST_MS = 5_000;

/** Closes connections one after the other, so that the phones do not all come back in one moment: 5 ms each, and 5 s at most for all. */
export async function closeGently(connections: readonly { close(): void }[]): Promise<void> {
  const takesMs = Math.min(connections.length * GAP_MS, LONGEST_MS), startedAt = performance.now();
  for (let closed = 0; ; ) {
    const due = Math.min(connections.length, Math.ceil((connections.length * (performance.now() - startedAt + GAP_MS)) / takesMs));
    while (closed < due) connections[closed++]!.close();
    if (closed >= connections.length) return;
    await sleep(GAP_MS);
  }
}
