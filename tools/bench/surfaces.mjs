// The surfaces of the product: how each is started, which database it is measured on, and how its callers say who they are.
import { bearerToken, writeCallers } from './keys.mjs';
import { sessionToken, writeSessions } from './legacy.mjs';
import { startLegacyProduct, startProduct } from './servers/product.mjs';

export const API = { start: startProduct, tokenOf: bearerToken, headersOf: (token) => ({ authorization: `Bearer ${token}` }), writeCallers };

/** That of old apps. */
export const LEGACY = { start: startLegacyProduct, shape: { legacy: true }, tokenOf: sessionToken, headersOf: (token) => ({ token }), writeCallers: writeSessions };
