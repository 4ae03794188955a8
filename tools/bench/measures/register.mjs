import { ratio } from '../load/rounds.mjs';
import { OPERATIONS } from '../operations.mjs';
import { atLeast } from '../report/bars.mjs';
import { PRODUCT, REFERENCE, sideBySide } from './side-by-side.mjs';

export const about = 'registering a known phone beside one bare upsert';

export async function run(options) {
  const { full } = await sideBySide(OPERATIONS.register, options);
  return [atLeast('registration: requests per second, of one bare upsert', ratio(full, PRODUCT, REFERENCE, 'rate'), 0.6)];
}
