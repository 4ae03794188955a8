import { ratio } from '../load/rounds.mjs';
import { OPERATIONS } from '../operations.mjs';
import { atLeast } from '../report/bars.mjs';
import { PRODUCT, REFERENCE, sideBySide } from './side-by-side.mjs';

export const about = 'the list of push tokens beside node:http + pg';

export async function run(options) {
  const { full } = await sideBySide(OPERATIONS.tokens, options);
  return [atLeast('push tokens: requests per second, of node:http + pg', ratio(full, PRODUCT, REFERENCE, 'rate'), 0.75)];
}
