import { parseJson } from './json.js';
import { unsafeText } from './unsafe-text.js';

/** Escapes of NUL and of surrogates, the only way such text can arrive in valid UTF-8. */
const SUSPICIOUS = /\\u(?:0000|d[89a-f])/i;

/** The value of a JSON body, or undefined when it is empty. Throws `malformed_body`, or `invalid_request` naming the member. */
export function parseJsonBody(bytes: Buffer): unknown {
  const value = parseJson(bytes);
  const unsafe = bytes.includes('\\u') && SUSPICIOUS.test(bytes.toString('latin1')) ? unsafeText(value) : undefined;
  if (unsafe !== undefined) throw unsafe;
  return value;
}
