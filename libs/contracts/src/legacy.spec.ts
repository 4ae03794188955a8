import { legacyContract, legacyMessages } from './testing/legacy-contract.js';

const { document, operations, faults } = legacyContract;
const schemas = document['components'].schemas as Record<string, Record<string, any>>;
const tokenOf = (changes: object): object => ({ push_token: 'rp1dC9xWq2', language: 'en', ...changes });
const routes = operations.map(({ method, path }) => `${method} ${path}`);

it('describes login, logout and two registries of five routes each', () => {
  const registry = (base: string): string[] => [`get ${base}`, `post ${base}`, `delete ${base}`, `put ${base}/{serial}`, `delete ${base}/{serial}`];
  expect(routes).toEqual(['post /v1/api/user/login', 'post /v1/api/user/logout', ...registry('/v1/api/user/token'), ...registry('/v1/api/user/message/token')]);
});

it('describes the two registries alike', () => {
  const [ring, message] = ['Ring', 'Message'].map((kind) => operations.filter(({ id }) => id.includes(kind)).map(({ id, method, parameters, responses }) => ({ id: id.replace(kind, ''), method, parameters, responses })));
  expect(ring).toHaveLength(5);
  expect(ring).toEqual(message);
});

it('has the members of a token and of a login in the order of the wire', () => {
  expect(Object.keys(schemas['Token']!['properties'])).toEqual(['id', 'push_token', 'language', 'dev', 'bundleid', 'os', 'os_token', 'push_platform']);
  expect(Object.keys(schemas['Login']!['properties'])).toEqual(['id', 'token', 'reflash_key', 'time']);
  for (const name of ['Token', 'Login']) expect(schemas[name]!['required']).toEqual(Object.keys(schemas[name]!['properties']));
});

it.each(operations.filter(({ id }) => id !== 'login').map(({ id }) => id))('lets %s refuse an unknown token', (id) => {
  expect(legacyMessages(id, 401)).toEqual(['invalid token']);
});

it.each(operations.map(({ id }) => id))('names every word that %s may answer an error with', (id) => {
  const statuses = Object.keys(operations.find((operation) => operation.id === id)!.responses).filter((status) => Number(status) >= 400);
  expect(statuses).toEqual(expect.arrayContaining(['400', '500']));
  for (const status of statuses) expect(legacyMessages(id, status).length).toBeGreaterThan(0);
  expect(legacyMessages(id, 500)).toEqual(['10001']);
});

it('knows no other words than those of the vendor', () => {
  const words = new Set(operations.flatMap(({ id, responses }) => Object.keys(responses).flatMap((status) => legacyMessages(id, status))));
  const grammar = /^(undefined \w+|\w+ (format |length )?error|no data error|no token|invalid token|username or password error|10001)$/;
  expect([...words].filter((word) => !grammar.test(word))).toEqual([]);
});

it('counts the characters of a token, not the halves of them', () => {
  expect(faults(schemas['TokenRequest']!, tokenOf({ push_token: '🔔'.repeat(64) }))).toEqual([]);
  expect(faults(schemas['TokenRequest']!, tokenOf({ push_token: 'x'.repeat(65) }))).not.toEqual([]);
});

it('takes 0 and 1 as numbers and as text, and null for absent', () => {
  for (const dev of [0, 1, '0', '1', null]) expect(faults(schemas['TokenRequest']!, tokenOf({ dev }))).toEqual([]);
  for (const dev of [2, '2', true, '']) expect(faults(schemas['TokenRequest']!, tokenOf({ dev }))).not.toEqual([]);
});
