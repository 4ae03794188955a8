import type { FieldError } from '@ringpost/domain';
import type { ValidationError } from 'class-validator';

type Code = FieldError['code'];

/** Which of several failures of one member is worth telling: the first of these. */
const PRIORITY: readonly Code[] = ['required', 'type', 'enum', 'range', 'length', 'format'];

/** What the rules of class-validator are about. Rules that are not listed are about format. */
const CODES: Readonly<Record<string, Code>> = {
  isDefined: 'required', isNotEmpty: 'required',
  isString: 'type', isInt: 'type', isNumber: 'type', isBoolean: 'type', isArray: 'type', isObject: 'type', isDate: 'type', isInstance: 'type', nestedValidation: 'type',
  isIn: 'enum', isEnum: 'enum', equals: 'enum',
  min: 'range', max: 'range', isPositive: 'range', isNegative: 'range', isDivisibleBy: 'range', minDate: 'range', maxDate: 'range',
  isLength: 'length', minLength: 'length', maxLength: 'length', codePoints: 'length', isByteLength: 'length', arrayMinSize: 'length', arrayMaxSize: 'length', arrayNotEmpty: 'length',
};

/** A batch of a thousand wrong items need not be answered with a thousand errors. */
const MOST = 100;

/** One error per member that failed, with its path (`items[0].title`). */
export function fieldErrors(errors: readonly ValidationError[]): FieldError[] {
  const found: FieldError[] = [];
  for (const error of errors) collect(error, error.property, found);
  return found;
}

function collect(error: ValidationError, path: string, found: FieldError[]): void {
  if (found.length >= MOST) return;
  if (error.constraints !== undefined) found.push(fieldError(error, path));
  for (const child of error.children ?? []) collect(child, Array.isArray(error.value) ? `${path}[${child.property}]` : `${path}.${child.property}`, found);
}

function fieldError({ value, constraints = {} }: ValidationError, field: string): FieldError {
  if (value === undefined || value === null) return { field, code: 'required', description: `${field} is required` };
  const [code, description] = Object.entries(constraints)
    .map(([rule, words]) => [CODES[rule] ?? 'format', words] as const)
    .reduce((best, next) => (PRIORITY.indexOf(next[0]) < PRIORITY.indexOf(best[0]) ? next : best));
  return { field, code, description };
}
