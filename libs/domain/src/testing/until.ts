import { setTimeout as pause } from 'node:timers/promises';

const PATIENCE_MS = 10_000;

/** Waits for something that happens elsewhere, and fails when it does not. */
export async function until(happened: () => unknown): Promise<void> {
  for (const deadline = performance.now() + PATIENCE_MS; !(await happened()); await pause(5)) {
    if (performance.now() > deadline) throw new Error(`it did not happen within ${PATIENCE_MS} ms: ${happened}`);
  }
}
