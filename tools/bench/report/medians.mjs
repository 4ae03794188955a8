/** The middle of some numbers. */
export function median(numbers) {
  const sorted = [...numbers].sort((a, b) => a - b), half = sorted.length >> 1;
  return sorted.length % 2 ? sorted[half] : (sorted[half - 1] + sorted[half]) / 2;
}

/** How far apart the extremes are, in percent. */
export const spread = (numbers) => (Math.max(...numbers) / Math.min(...numbers) - 1) * 100;
