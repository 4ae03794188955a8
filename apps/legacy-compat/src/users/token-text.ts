const BLANK = 0x20, TAB = 0x09, QUOTE = 0x22;

/** The text without the blanks and double quotes around it, which clients copy from the vendor's examples; undefined when nothing is left. */
export function bareText(given: string | readonly string[] | null | undefined): string | undefined {
  if (typeof given !== 'string') return undefined;
  let from = 0, to = given.length;
  while (from < to && isWrapping(given.charCodeAt(from))) from++;
  while (to > from && isWrapping(given.charCodeAt(to - 1))) to--;
  return from === to ? undefined : given.slice(from, to);
}

// By hand: an expression for the end backtracks over every blank within.
const isWrapping = (code: number): boolean => code === BLANK || code === TAB || code === QUOTE;

/** Three parts with dots between: no login token of ours looks like that. */
export const isJwt = (token: string): boolean => /^[^.]+\.[^.]+\.[^.]+$/.test(token);
