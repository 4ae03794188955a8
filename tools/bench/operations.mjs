import { firstPhoneOf, registrationOf as oldRegistrationOf, writeRegistrations } from './legacy.mjs';
import { phoneId, phoneToken } from './population.mjs';
import { LEGACY } from './surfaces.mjs';

const registrationOf = (phone) => ({ platform: 'ios', token: phoneToken(phone), device_id: phoneId(phone) });

/** What is asked of the servers: `script` for the load generator, `bodyFor` a user when an answer is looked at. */
export const OPERATIONS = {
  list: { title: 'Unread list', method: 'GET', path: '/notifications/unread?page=1&page_size=20', script: 'reads.lua' },
  register: { title: 'Registration of a known phone', method: 'POST', path: '/communication/push-tokens', script: 'registrations.lua', bodyFor: registrationOf }, // each user's first phone has the user's number
  tokens: { title: 'List of push tokens', method: 'GET', path: '/communication/push-tokens', script: 'reads.lua' },
  logs: { title: 'Delivery log', method: 'GET', path: '/communication/logs', script: 'reads.lua' },
};

const RING_TOKENS = { surface: LEGACY, path: '/v1/api/user/token', script: 'sessions.lua' };

/** The same of the surface of old apps. `writeCallers`: when the callers bring more than their tokens. */
export const LEGACY_OPERATIONS = {
  'legacy-register': { ...RING_TOKENS, title: "An old app's registration of a known phone", method: 'POST', bodyFor: (user) => oldRegistrationOf(firstPhoneOf(user)), writeCallers: writeRegistrations },
  'legacy-tokens': { ...RING_TOKENS, title: "An old app's list of push tokens", method: 'GET' },
};
