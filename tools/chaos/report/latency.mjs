import { percentile } from '../../bench/report/medians.mjs';

/** Milliseconds from the acknowledgement of each message to its first arrival; infinite for one that never came. */
export function latencies(acknowledged, arrivals) {
  const first = new Map();
  for (const { title, at } of arrivals) first.set(title, Math.min(at, first.get(title) ?? Infinity));
  // It may be there before the caller has read that it was accepted.
  return acknowledged.map(({ title, at }) => Math.max(0, (first.get(title) ?? Infinity) - at));
}

/** Of some latencies the middle one, the one that a hundredth exceeds, and the worst. */
export const spreadOf = (ms) => ({ p50: percentile(ms, 50), p99: percentile(ms, 99), worst: Math.max(...ms) });
