import { ratio } from '../load/rounds.mjs';
import { atLeast } from '../report/bars.mjs';
import { PRODUCT, REFERENCE, sideBySide } from './side-by-side.mjs';

export const about = 'the list of push tokens beside node:http + pg';

/** GET /communication/push-tokens */
export async function run(options) {
  const rounds = await sideBySide('List of push tokens', { path: '/communication/push-tokens' }, options);
  return [atLeast('push tokens: requests per second, of node:http + pg', ratio(rounds, PRODUCT, REFERENCE, 'rate'), 0.75)];
}
