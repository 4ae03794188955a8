import { floorOf } from '@ringpost/domain';

// A delivery lives at most 30 days. As much again for clocks that are wrong.
const OLDEST_MS = 62 * 86_400_000;

/**
 * The smallest id that a delivery which still lives at `now` can have. It stands in the text of statements: months that are left out by a value
 * which comes later would still be planned for, and a plan for a year of months takes tens of milliseconds.
 */
export const oldestLiving = (now: Date): string => floorOf(new Date(now.getTime() - OLDEST_MS));
