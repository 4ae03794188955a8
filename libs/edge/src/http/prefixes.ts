/** The prefixes under which clients of the family call the same operations. */
const PREFIXES: ReadonlySet<string> = new Set(['/communication', '/bff/communication-service', '/notification', '/bff/notification-service', '/bff/notification']);

const MARK = '/api/v1/';

/** A target without the prefix of the family, if it has one. */
export function withoutPrefix(url: string): string {
  const at = url.indexOf(MARK);
  return at > 0 && PREFIXES.has(url.slice(0, at)) ? url.slice(at + MARK.length - 1) : url;
}
