/** A list as PostgreSQL writes an array of text, for a prepared statement that casts it: there, a list is no value. */
export const arrayLiteral = (values: readonly string[]): string => `{${values.map((value) => `"${value.replace(/["\\]/g, '\\$&')}"`).join(',')}}`;
