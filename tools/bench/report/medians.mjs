/** The middle of some numbers. */
export function median(numbers) {
  const sorted = [...numbers].sort((a, b) => a - b), half = sorted.length >> 1;
  return sorted.length % 2 ? sorted[half] : (sorted[half - 1] + sorted[half]) / 2;
}

/** The number below which so many percent of some numbers lie. */
export const percentile = (numbers, percent) => [...numbers].sort((a, b) => a - b)[Math.min(numbers.length - 1, Math.floor((numbers.length * percent) / 100))];

/** How far apart the extremes are, in percent. */
export const spread = (numbers) => (Math.max(...numbers) / Math.min(...numbers) - 1) * 100;
