// What old apps say: their logins, and their phones as they register them.
import { createHash } from 'node:crypto';
import { writeEach } from './keys.mjs';
import { userId } from './population.mjs';

const PHONES = 5;
const VENDOR_TOKEN_CHARACTERS = 140;

// Each user has one of each. The first three have a token of their vendor beside that of the push socket; the fourth lives from the socket alone.
const BUILDS = [
  { os: 'Huawei', push_platform: 'HUAWEI', hasVendorToken: true },
  { os: 'Xiaomi', push_platform: 'XIAOMI', hasVendorToken: true },
  { os: 'OPPO', push_platform: 'OPPO', hasVendorToken: true },
  { os: 'ANDROID', push_platform: 'android', hasVendorToken: false },
  { os: '', push_platform: '', hasVendorToken: false, isApple: true },
];

/** The login token of a user: as long as one of the product, and telling the reference, which believes everything, whose it is. */
export const sessionToken = (n) => userId(n) + createHash('sha256').update(userId(n)).digest('base64url').slice(0, 33);

/** Whose login token it is, taken at its word. */
export const sessionUser = (token) => Number(token.slice(4, 10));

/** The user that phone `i` belongs to. */
export const ownerOf = (i) => Math.floor(i / PHONES);

/** The first phone of a user. */
export const firstPhoneOf = (user) => user * PHONES;

/** What the build on phone `i` registers. */
export function registrationOf(i) {
  const { os, push_platform, hasVendorToken, isApple } = BUILDS[i % PHONES];
  const push_token = isApple ? i.toString(16).padStart(64, '0') : `rp00000000${String(i).padStart(43, '0')}`;
  return { push_token, language: 'en', dev: 0, bundleid: 'com.lancens.wxdoorbell', os, os_token: hasVendorToken ? `${os}-${i}-`.padEnd(VENDOR_TOKEN_CHARACTERS, 'x') : '', push_platform };
}

/** Writes the login tokens of all users for the load generator. Answers the file. */
export const writeSessions = (users) => writeEach('sessions', users, (n) => [sessionToken(n)]);

/** Writes the registrations of all phones for the load generator. Answers the file. */
export const writeRegistrations = (users) => writeEach('registrations', users * PHONES, (i) => [sessionToken(ownerOf(i)), registrationOf(i)]);
