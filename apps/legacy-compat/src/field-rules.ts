import { CodePoints } from '@ringpost/edge';
import { Matches, ValidateBy } from 'class-validator';

const STORABLE = /^[^\0\p{Cs}]*$/u; // with the flag, only halves of pairs are Cs
const FLAGS: ReadonlySet<unknown> = new Set([0, 1, '0', '1']);

/** Text of `min` to `max` characters that can be stored. */
export function Text(min: number, max: number): PropertyDecorator {
  const length = CodePoints(min, max), storable = Matches(STORABLE);
  return (target, property) => {
    length(target, property);
    storable(target, property);
  };
}

/** 0 or 1, as a number or as text. */
export const Flag = (): PropertyDecorator => ValidateBy({ name: 'isFlag', validator: { validate: (value) => FLAGS.has(value), defaultMessage: (args) => `${args?.property} must be 0 or 1` } });
