import { IsBoolean, IsInt } from 'class-validator';

/** What becomes of the text of a query parameter. Text that does not fit stays as it is and fails validation. */
export type Reading = (text: string) => unknown;

const readings = new Map<object, Map<string, Reading>>();

/** A whole number in a query. No signs but minus, no exponents, no blanks: those `Number` would take for numbers. */
export const QueryInteger = (): PropertyDecorator => reads((text) => (/^-?\d{1,15}$/.test(text) ? Number(text) : text), IsInt());

/** `true` or `false` in a query. */
export const QueryBoolean = (): PropertyDecorator => reads((text) => (text === 'true' ? true : text === 'false' ? false : text), IsBoolean());

/** The readings of a class and of those it extends. */
export function readingsOf(type: new () => object): ReadonlyMap<string, Reading> {
  const all = new Map<string, Reading>();
  for (let prototype: object | null = type.prototype as object; prototype !== null; prototype = Object.getPrototypeOf(prototype) as object | null) {
    for (const [property, reading] of readings.get(prototype) ?? []) if (!all.has(property)) all.set(property, reading);
  }
  return all;
}

const reads = (reading: Reading, rule: PropertyDecorator): PropertyDecorator => (target, property) => {
  readings.set(target, (readings.get(target) ?? new Map<string, Reading>()).set(String(property), reading));
  rule(target, property);
};
