import { fixed, printTable } from './table.mjs';

/** What a benchmark holds the product to. A bar that is not reached is told, and is no failure of the run. */
export const atLeast = (what, value, bar, digits = 2) => ({ what, value: fixed(value, digits), bar: `≥ ${bar}`, passed: value >= bar });
export const atMost = (what, value, bar, digits = 2) => ({ what, value: fixed(value, digits), bar: `≤ ${bar}`, passed: value <= bar });
export const below = (what, value, bar, digits = 2) => ({ what, value: fixed(value, digits), bar: `< ${bar}`, passed: value < bar });

/** What must never happen: a finding that fails the run. */
export const none = (what, count) => ({ what, value: String(count), bar: '= 0', passed: count === 0, fatal: true });

export const printBars = (bars) => printTable('Bars', ['what', 'measured', 'bar', ''], bars.map(({ what, value, bar, passed }) => [what, value, bar, passed ? 'PASS' : 'MISSED']));
