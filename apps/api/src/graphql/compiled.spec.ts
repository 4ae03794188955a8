import { setTimeout as sleep } from 'node:timers/promises';
import { buildSchema, graphql } from 'graphql';
import { TestApi, type Who } from '../testing/test-api.js';
import { RandomDocuments } from '../testing/random-documents.js';
import { GRAPHQL_PATH } from './graphql-endpoint.js';
import { SCHEMA } from './schema.js';

/** Long enough for a document to be compiled and then to be executed that way for each set of variables. */
const OFTEN = 9;
const DOCUMENTS = 200;
const FIELDS = 'pk sender senderName senderEmail senderPhone receiver receiverName receiverEmail receiverPhone purpose purposeDetail description type data';

const owner: Who = { tenant: 'tnt_1', user: 'anna' };
const reader: Who = { tenant: 'tnt_1', user: 'bert' };
const admin: Who = { tenant: 'tnt_1', user: 'admin', scopes: ['tenant:admin'] };

type Item = Record<string, unknown>;

let api: TestApi;
let lists: { pending: Item[]; all: Item[] };

const PATIENCE_MS = 3_000;

const ask = async (as: Who, query: string, variables?: object) => {
  const silence = sleep(PATIENCE_MS, { body: 'no answer' as any }, { ref: false });
  return (await Promise.race([api.call('POST', GRAPHQL_PATH, { as, body: { query, variables } }), silence])).body;
};

beforeAll(async () => {
  api = await TestApi.start({ env: { GRAPHQL_RATE_LIMIT: '1000000' } });
  await api.call('PUT', '/communication/recipients/bert', { as: admin, body: { name: 'Bert', email: 'bert@example.com' } });
  for (const device of ['cam-1', 'cam-2', 'cam-3']) {
    await api.call('PUT', `/communication/devices/${device}`, { as: admin, body: { owner: 'anna' } });
    await ask(owner, `mutation { deviceShare(device: "${device}", email: "bert@example.com", credential: "of ${device}") }`);
  }
  await ask(reader, 'mutation { acceptSharedDevice(device: "cam-2") }');
  const { pending, all } = (await ask(reader, `{ pending: getNotifications { ${FIELDS} } all: getNotifications(all: true) { ${FIELDS} } }`)).data;
  lists = { pending, all };
});
afterAll(() => api.stop());

const schema = buildSchema(SCHEMA);

/** What graphql-js answers over the same lists, with the three fields that are always there. */
async function expected(source: string, variableValues?: Record<string, unknown>): Promise<unknown> {
  const rootValue = { getNotifications: ({ all }: { all?: boolean | null }) => (all === true ? lists.all : lists.pending) };
  const { data, errors } = JSON.parse(JSON.stringify(await graphql({ schema, source, rootValue, variableValues })));
  if (errors) throw new Error(`${source}: ${errors[0].message}`);
  for (const list of Object.values(data as Record<string, unknown>)) {
    if (!Array.isArray(list)) continue;
    // Both lists are in the same order, and the one of all is told by its length.
    const items = list.length === lists.all.length ? lists.all : lists.pending;
    list.forEach((item: Item, i) => { for (const field of ['pk', 'sender', 'receiver']) if (!Object.hasOwn(item, field)) item[field] = items[i]![field]; });
  }
  return { data };
}

it('executes a document the same way however often it was executed before', async () => {
  const random = new RandomDocuments(1);
  for (let n = 0; n < DOCUMENTS; n++) {
    const { document, variables } = random.next();
    const wanted = await Promise.all(variables.map((values) => expected(document, values)));
    for (let i = 0; i < OFTEN; i++) {
      const at = i % variables.length;
      expect({ document, variables: variables[at], i, answer: await ask(reader, document, variables[at]) }).toEqual({ document, variables: variables[at], i, answer: wanted[at] });
    }
  }
}, 60_000);

describe('the same is answered the ninth time as the first', () => {
  const MUTATIONS = 'mutation ($d: String = "x") { a: acceptSharedDevice(device: "cam-9") b: acceptSharedDevice(device: $d) }';
  const CASES: [string, string, object?][] = [
    ['a default value of a variable that must not be null', 'query ($all: Boolean! = true) { getNotifications(all: $all) { pk } }'],
    ['a variable with the name of a member of every object', 'query ($constructor: Boolean) { getNotifications(all: $constructor) { pk } }'],
    ['a response name that is special to JavaScript', '{ __proto__: __typename getNotifications { __proto__: type } }'],
    ['a condition that is null', 'query ($all: Boolean = true) { __typename @skip(if: $all) x: __typename }', { all: null }],
    ['a fragment that is left out once', '{ getNotifications { ...F @skip(if: true) ...F } } fragment F on Notification { type }'],
    ['a merged field that is left out once', '{ getNotifications @include(if: false) { ...F } getNotifications { type } } fragment F on Notification { data }'],
    ['a mutation after which another has an argument of null', MUTATIONS, { d: null }],
    ['an argument of null before another mutation', MUTATIONS.replace('a: ', 'c: '), { d: null }],
    ['a text that a compiler takes for a number', 'mutation { removeSharedDevice(device: "__MAGIC_NAN__57f286b9_4c20_487f_b409_79804ddcb4f8") }'],
    ['a text that a compiler takes for a date', 'mutation { removeSharedDevice(device: "__MAGIC_DATE__33a9e76d_02e0_4128_8e92_3530ad3da74d0) + (globalThis.compiled = 1") }'],
  ];

  it.each(CASES.map(([what, document, variables]) => ({ what, document, variables })))('$what', async ({ document, variables }) => {
    const first = JSON.stringify(await ask(reader, document, variables)); // as text: a member named __proto__ is too much for a comparison of objects
    for (let i = 1; i < OFTEN; i++) expect(JSON.stringify(await ask(reader, document, variables))).toBe(first);
    expect('compiled' in globalThis).toBe(false);
  });
});
