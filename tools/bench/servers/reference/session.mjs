import { sessionUser } from '../../legacy.mjs';
import { tenantId, userId } from '../../population.mjs';

/** Who the login token of an old app says is asking. Taken at its word: it is looked up nowhere. */
export function sessionOf({ headers: { token } }) {
  if (token === undefined) return undefined;
  const user = sessionUser(token);
  return { tenant_id: tenantId(user), sub: userId(user), token };
}
