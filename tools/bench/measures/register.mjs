import { ratio } from '../load/rounds.mjs';
import { phoneId, phoneToken } from '../population.mjs';
import { atLeast } from '../report/bars.mjs';
import { PRODUCT, REFERENCE, sideBySide } from './side-by-side.mjs';

export const about = 'registering a known phone beside one bare upsert';

const bodyFor = (phone) => ({ platform: 'ios', token: phoneToken(phone), device_id: phoneId(phone) });

/** POST /communication/push-tokens. Each user's first phone has the user's number. */
export async function run(options) {
  const rounds = await sideBySide('Registration of a known phone', { method: 'POST', path: '/communication/push-tokens', script: 'registrations.lua', bodyFor }, options);
  return [atLeast('registration: requests per second, of one bare upsert', ratio(rounds, PRODUCT, REFERENCE, 'rate'), 0.6)];
}
