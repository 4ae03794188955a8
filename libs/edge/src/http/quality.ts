/** The quality among the parameters of a member of an Accept header (RFC 9110 §12.4.2): 1 when none is given, 0 when it is none. */
export function qualityIn(parameters: readonly string[]): number {
  const given = parameters.find((parameter) => /^\s*q=/i.test(parameter));
  const quality = given === undefined ? 1 : Number(given.slice(given.indexOf('=') + 1));
  return quality >= 0 && quality <= 1 ? quality : 0;
}
