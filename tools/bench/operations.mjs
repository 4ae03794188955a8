import { phoneId, phoneToken } from './population.mjs';

const registrationOf = (phone) => ({ platform: 'ios', token: phoneToken(phone), device_id: phoneId(phone) });

/** What is asked of the servers: `script` for the load generator, `bodyFor` a user when an answer is looked at. */
export const OPERATIONS = {
  list: { title: 'Unread list', method: 'GET', path: '/notifications/unread?page=1&page_size=20', script: 'reads.lua' },
  register: { title: 'Registration of a known phone', method: 'POST', path: '/communication/push-tokens', script: 'registrations.lua', bodyFor: registrationOf }, // each user's first phone has the user's number
  tokens: { title: 'List of push tokens', method: 'GET', path: '/communication/push-tokens', script: 'reads.lua' },
  logs: { title: 'Delivery log', method: 'GET', path: '/communication/logs', script: 'reads.lua' },
};
