import { IsString, ValidateBy, type ValidationOptions } from 'class-validator';

/** Text of `min` to `max` characters, counted as PostgreSQL and people count them: an emoji is one. */
export function CodePoints(min: number, max: number, options?: ValidationOptions): PropertyDecorator {
  const length = ValidateBy(
    {
      name: 'codePoints',
      constraints: [min, max],
      validator: {
        validate: (value: unknown) => typeof value !== 'string' || isWithin(value, min, max),
        defaultMessage: (args) => `${args?.property} must have ${min} to ${max} characters`,
      },
    },
    options,
  );
  const string = IsString(options);
  return (target, property) => {
    string(target, property);
    length(target, property);
  };
}

function isWithin(text: string, min: number, max: number): boolean {
  if (text.length < min || text.length > 2 * max) return false; // a character is one or two units
  let count = text.length;
  for (let i = 0; i < text.length - 1; i++) {
    if ((text.charCodeAt(i) & 0xfc00) === 0xd800 && (text.charCodeAt(i + 1) & 0xfc00) === 0xdc00) {
      count--;
      i++;
    }
  }
  return count >= min && count <= max;
}
