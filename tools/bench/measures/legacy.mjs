import { ratio } from '../load/rounds.mjs';
import { LEGACY_OPERATIONS } from '../operations.mjs';
import { atLeast } from '../report/bars.mjs';
import { PRODUCT, REFERENCE, sideBySide } from './side-by-side.mjs';

export const about = 'old apps: registering a known phone beside one bare upsert, and the list of push tokens beside node:http + pg';

export async function run(options) {
  const register = await sideBySide(LEGACY_OPERATIONS['legacy-register'], options);
  const tokens = await sideBySide(LEGACY_OPERATIONS['legacy-tokens'], options);
  return [
    atLeast("an old app's registration: requests per second, of one bare upsert", ratio(register.full, PRODUCT, REFERENCE, 'rate'), 0.6),
    atLeast("an old app's push tokens: requests per second, of node:http + pg", ratio(tokens.full, PRODUCT, REFERENCE, 'rate'), 0.75),
  ];
}
