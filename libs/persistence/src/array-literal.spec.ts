import { arrayLiteral } from './array-literal.js';
import { createTestDatabase, user, type TestDatabase } from './testing/index.js';

let test: TestDatabase;
beforeAll(async () => { test = await createTestDatabase(); });
afterAll(() => test.drop());

const ECHO = { name: 'echo', text: 'select value, $1::text as tenant from unnest($2::text[]) as u (value)' };
const asRead = async (values: readonly string[]): Promise<unknown[]> => (await test.db.ask<{ value: string }>(user(test.db, 'tnt_1', 'anna').actor, ECHO, arrayLiteral(values))).map(({ value }) => value);

describe('the literal of an array', () => {
  it.each([
    ['nothing', []], ['one', ['a']], ['several in their order', ['b', 'a', 'b']], ['an empty text', ['']], ['what looks like no value', ['NULL', 'null']],
    ['quotes and backslashes', ['"', '\\', '\\"', '"\\', '\\\\', 'a"b\\c', "'"]], ['what ends or parts an array', ['}', '{', ',', '{},{"a","b"}', '"},"']],
    ['white space', [' ', '\t', '\n', ' a ']], ['any writing', ['门铃', 'Ünïcödé', '🔔']],
  ])('is read by PostgreSQL as it was: %s', async (_what, values) => {
    expect(await asRead(values)).toEqual(values);
  });
});
