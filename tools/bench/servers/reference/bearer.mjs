/** Who a JWT says is asking. Taken at its word. */
export function bearerOf({ headers: { authorization } }) {
  if (authorization === undefined) return undefined;
  const start = authorization.indexOf('.') + 1;
  return JSON.parse(Buffer.from(authorization.slice(start, authorization.indexOf('.', start)), 'base64url').toString());
}
