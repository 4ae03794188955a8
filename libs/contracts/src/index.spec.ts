import { readFile } from 'node:fs/promises';
import * as contracts from './index.js';
import type { Answer, LegacySchemas, Query, RequestBody, Schemas } from './index.js';

/** Compiles only when the two types are the same. */
type Same<A, B> = (<T>() => T extends A ? 1 : 2) extends <T>() => T extends B ? 1 : 2 ? true : false;
const same = <A, B>(yes: Same<A, B>) => yes;

it('is types alone, with nothing to run', () => {
  expect(Object.keys(contracts)).toEqual([]);
});

it('needs no other package', async () => {
  const manifest = JSON.parse(await readFile(new URL('../package.json', import.meta.url), 'utf8')) as Record<string, unknown>;
  expect(Object.keys(manifest)).not.toEqual(expect.arrayContaining([expect.stringMatching(/^(peer|optional)?dependencies$/i)]));
});

it('names the shapes of an operation', () => {
  expect(same<RequestBody<'registerPushToken'>, Schemas['PushTokenRegistration']>(true)).toBe(true);
  expect(same<RequestBody<'listPushTokens'>, never>(true)).toBe(true);
  expect(same<Answer<'listPushTokens'>, Schemas['PushTokenList']>(true)).toBe(true);
  expect(same<Answer<'createNotification', 201>, Schemas['NotificationAnswer']>(true)).toBe(true);
  expect(same<Answer<'getNotification', 404>, Schemas['ErrorAnswer']>(true)).toBe(true);
  expect(same<LegacySchemas['TokenList'], LegacySchemas['Token'][]>(true)).toBe(true);
  expect(same<Query<'listPushTokens'>['platform'], Schemas['Platform'] | undefined>(true)).toBe(true);
});

it('asks for no member that has a default', () => {
  const least: RequestBody<'createNotification'> = { user_id: 'usr_alice', title: 'Hello', content: 'Hello' };
  const token: RequestBody<'registerPushToken'> = { platform: 'ios', token: 'address' };
  expect([least, token]).toHaveLength(2);
});
