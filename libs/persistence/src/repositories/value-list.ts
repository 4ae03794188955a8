const SPECIAL = /[\\"]/;

/** Values as the text of a list that a prepared statement takes. */
export function valueList(values: readonly (string | number | null | undefined)[]): string {
  let text = '{';
  for (let i = 0; i < values.length; i++) {
    const value = values[i];
    if (i > 0) text += ',';
    if (value === null || value === undefined) text += 'null';
    else if (typeof value === 'number') text += value;
    else text += `"${SPECIAL.test(value) ? value.replace(/[\\"]/g, '\\$&') : value}"`;
  }
  return `${text}}`;
}
