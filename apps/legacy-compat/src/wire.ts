import type { LegacySchemas } from '@ringpost/contracts';

declare global {
  interface JSON {
    /** What becomes this very text in JSON (ECMAScript 2026), which TypeScript does not know yet. */
    rawJSON(text: string): object;
  }
}

/** What is answered when there is nothing to tell. */
export const SUCCESS: LegacySchemas['Success'] = Object.freeze({ message: 'success' });

/** The digits of an int64 as what becomes that number in JSON: as a number of JavaScript it would lose digits beyond 2^53. */
export function wireInteger(digits: string): number {
  const number = Number(digits);
  return Number.isSafeInteger(number) ? number : (JSON.rawJSON(digits) as unknown as number);
}
