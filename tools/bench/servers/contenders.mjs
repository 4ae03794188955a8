import { PRODUCT_QUERY, REST, TABLES_QUERY, UNLIMITED } from '../feed.mjs';
import { writeRequests } from '../keys.mjs';
import { startMercurius } from './mercurius.mjs';
import { startPostgraphile } from './postgraphile.mjs';
import { startProduct } from './product.mjs';
import { startReference } from './reference.mjs';

/** Who answers the feed, the reference first, and how each is asked. */
export const CONTENDERS = {
  reference: { start: startReference, request: REST },
  product: { start: (database, options) => startProduct(database, { ...options, settings: UNLIMITED }), request: PRODUCT_QUERY },
  mercurius: { start: startMercurius, request: PRODUCT_QUERY },
  postgraphile: { start: startPostgraphile, request: TABLES_QUERY },
};

/** One of them with what it is asked by all users; undefined when it cannot be had. */
export async function startContender(name, database, { users }, options) {
  const { start, request } = CONTENDERS[name];
  const server = await start(database, options);
  return server && { ...server, ...request, callers: writeRequests(name, users, request.bodyFor) };
}
