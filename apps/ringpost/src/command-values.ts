import { InvalidArgumentError } from 'commander';

/** A lifetime in seconds, from the command line. */
export function ttlOf(text: string): number {
  const seconds = Number(text);
  if (!Number.isInteger(seconds) || seconds < 1 || seconds > 315_360_000) throw new InvalidArgumentError('a whole number of seconds, at most ten years');
  return seconds;
}

/** A whole number from the command line. */
export const wholeOf = (min: number, max: number) => (text: string): number => {
  const value = Number(text);
  if (!/^\d+$/.test(text) || value < min || value > max) throw new InvalidArgumentError(`a whole number from ${min} to ${max}`);
  return value;
};

/** A JSON object from the command line. */
export function objectOf(text: string): Record<string, unknown> {
  try {
    const value: unknown = JSON.parse(text);
    if (typeof value === 'object' && value !== null && !Array.isArray(value)) return value as Record<string, unknown>;
  } catch {
    // told below, in words that fit the command line
  }
  throw new InvalidArgumentError('a JSON object');
}
