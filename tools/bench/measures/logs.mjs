import { ratio } from '../load/rounds.mjs';
import { OPERATIONS } from '../operations.mjs';
import { atLeast } from '../report/bars.mjs';
import { PRODUCT, REFERENCE, sideBySide } from './side-by-side.mjs';

export const about = 'the delivery log beside node:http + pg';

export async function run(options) {
  const { full } = await sideBySide(OPERATIONS.logs, options);
  return [atLeast('delivery log: requests per second, of node:http + pg', ratio(full, PRODUCT, REFERENCE, 'rate'), 0.75)];
}
