/** The longest that anybody may wait, in seconds. */
const LONGEST_S = 30;
const WAIT = /^\s*wait\s*(?:[=;]|$)/i;
const SECONDS = /^[^=]*=\s*(?:(\d{1,9})|"(\d{1,9})")\s*(?:;|$)/;

/** How many seconds a `Prefer` header (RFC 7240) asks to wait, at most 30; undefined when it does not, or not in a way that makes sense. */
export function waitIn(header: string | string[] | undefined): number | undefined {
  const first = String(header ?? '').split(',').find((preference) => WAIT.test(preference)); // of several, the first counts
  const [, bare, quoted = bare] = SECONDS.exec(first ?? '') ?? [];
  return quoted === undefined ? undefined : Math.min(Number(quoted), LONGEST_S);
}
