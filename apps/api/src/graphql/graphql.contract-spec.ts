import { hash, randomUUID } from 'node:crypto';
import type { Database } from '@ringpost/persistence';
import { user } from '@ringpost/persistence/testing';
import { TestApi, type Answered, type Who } from '../testing/test-api.js';
import { GRAPHQL_PATH } from './graphql-endpoint.js';

/** Enough for a document to be compiled, and to be executed that way some more times. */
const OFTEN = 8;
const ALL = '{ getNotifications(all: true) { pk } }';

let api: TestApi;
let home: { anna: Who; bert: Who; admin: Who };
let made = 0;

beforeAll(async () => { api = await TestApi.start({ env: { GRAPHQL_RATE_LIMIT: '1000000' } }); });
afterAll(() => api.stop());
beforeEach(async () => {
  const tenant = `tnt_${++made}`;
  home = { anna: { tenant, user: 'anna' }, bert: { tenant, user: 'bert' }, admin: { tenant, user: 'admin', scopes: ['tenant:admin', 'notification:send'] } };
  await api.call('PUT', '/communication/devices/cam-1', { as: home.admin, body: { name: 'Front door', owner: 'anna' } });
  await api.call('PUT', '/communication/recipients/anna', { as: home.admin, body: { name: 'Anna', email: 'anna@example.com', phone: '+4915112345678' } });
  await api.call('PUT', '/communication/recipients/bert', { as: home.admin, body: { name: 'Bert', email: 'bert@example.com' } });
});

const ask = (as: Who | null, query: string, { variables, operationName, headers, on = api }: { variables?: unknown; operationName?: string; headers?: Record<string, string>; on?: TestApi } = {}): Promise<Answered> =>
  on.call('POST', GRAPHQL_PATH, { as, body: { query, variables, operationName }, headers });
const share = (more = '') => ask(home.anna, `mutation { deviceShare(device: "cam-1", email: "bert@example.com", credential: "s3cret-of-cam-1" ${more}) }`);
const shared = async (): Promise<string> => {
  expect((await share()).body).toEqual({ data: { deviceShare: 'ok' } });
  return (await ask(home.bert, ALL)).body.data.getNotifications[0].pk;
};
const listOf = async (as: Who, document: string, more: Parameters<typeof ask>[2] = {}) => (await ask(as, document, more)).body.data?.getNotifications;
const errorOf = ({ status, body }: Answered): unknown[] => [status, body.errors?.[0]?.extensions?.code, Object.keys(body).sort().join()];
const refused = (status: number, code: string): unknown[] => [status, code, 'errors'];

describe('the example of the document that clients were written against', () => {
  const FIELDS = 'sender,senderName,receiver,receiverName,type,description,pk,purpose,purposeDetail';
  const item = (pk: string, more: object = {}) => ({
    sender: 'anna', senderName: 'Anna', receiver: 'bert', receiverName: 'Bert', type: 'DeviceSharing', pk, purpose: 'cam-1', purposeDetail: 'Device sharing request',
    description: 'anna@example.com wants to share the device Front door with you.', ...more,
  });

  it('works with POST', async () => {
    const pk = await shared();
    const answer = await api.call('POST', `${GRAPHQL_PATH}/`, { as: home.bert, body: `{\n"query": "query {getNotifications(all:true) {${FIELDS}}}"\n}` });
    expect(answer).toMatchObject({ status: 200, body: { data: { getNotifications: [item(pk)] } }, headers: { 'content-type': 'application/json; charset=utf-8', 'cache-control': 'no-store' } });
  });

  it.each(['+', '%20'])('works with GET, where %s is a blank', async (blank) => {
    const pk = await shared();
    const query = encodeURIComponent('{getNotifications(all:true) {sender,senderName,receiver,type,pk}}').replaceAll('%20', blank);
    for (const path of [GRAPHQL_PATH, `${GRAPHQL_PATH}/`]) {
      expect(await api.call('GET', `${path}?query=${query}`, { as: home.bert, headers: { 'content-type': 'application/json' } })).toMatchObject({
        status: 200, body: { data: { getNotifications: [{ sender: 'anna', senderName: 'Anna', receiver: 'bert', type: 'DeviceSharing', pk }] } },
      });
    }
  });

  it('tells everything when everything is asked for', async () => {
    const pk = await shared();
    expect(await listOf(home.bert, '{ getNotifications { pk sender senderName senderEmail senderPhone receiver receiverName receiverEmail receiverPhone purpose purposeDetail description type data } }')).toEqual([
      item(pk, { senderEmail: 'anna@example.com', senderPhone: '+4915112345678', receiverEmail: 'bert@example.com', receiverPhone: null, data: 's3cret-of-cam-1' }),
    ]);
  });
});

describe('a request', () => {
  const BODIES: [string, string | undefined, string][] = ['application/json', 'application/graphql', 'application/x-www-form-urlencoded', 'text/plain', 'application/json; charset=utf-8', undefined].flatMap((type) => [
    ['an object', type, JSON.stringify({ query: ALL })],
    ['a bare document', type, ALL],
    ['a bare query', type, `query ${ALL}`],
  ]);

  it.each(BODIES)('may be %s of type %s', async (_form, type, body) => {
    const pk = await shared();
    for (const url of [GRAPHQL_PATH, `${GRAPHQL_PATH}/`]) {
      const authorization = `Bearer ${await api.token(home.bert)}`;
      const { statusCode, body: text } = await api.app.inject({ method: 'POST', url, payload: Buffer.from(body), headers: { authorization, ...(type === undefined ? {} : { 'content-type': type }) } });
      expect([statusCode, JSON.parse(text)]).toEqual([200, { data: { getNotifications: [{ pk, sender: 'anna', receiver: 'bert' }] } }]);
    }
  });

  it('may have variables, in both methods', async () => {
    const pk = await shared();
    await api.call('PUT', `/notifications/${pk}/read`, { as: home.bert });
    const query = 'query Mine($all: Boolean) { getNotifications(all: $all) { pk } }';
    const results = await Promise.all([true, false, null, undefined].map((all) => listOf(home.bert, query, { variables: { all } })));
    expect(results.map((list) => list.length)).toEqual([1, 0, 0, 0]);
    const inQuery = `query=${encodeURIComponent(query)}&variables=${encodeURIComponent('{"all":true}')}&operationName=Mine`;
    expect((await api.call('GET', `${GRAPHQL_PATH}?${inQuery}`, { as: home.bert })).body.data.getNotifications).toHaveLength(1);
  });

  it('may be a mutation with GET, as old clients send it', async () => {
    const mutation = encodeURIComponent('mutation { deviceShare(device: "cam-1", email: "bert@example.com", credential: "x") }');
    expect((await api.call('GET', `${GRAPHQL_PATH}?query=${mutation}`, { as: home.anna })).body).toEqual({ data: { deviceShare: 'ok' } });
  });

  it('names which operation of a document it means, however often the document was executed', async () => {
    await shared();
    const query = 'query One { __typename } query Two { getNotifications { type } } mutation Three { clearDeviceShare(device: "cam-1") }';
    for (let i = 0; i < OFTEN; i++) {
      expect((await ask(home.bert, query, { operationName: 'One' })).body).toEqual({ data: { __typename: 'Query' } });
      expect((await ask(home.bert, query, { operationName: 'Two' })).body.data.getNotifications).toHaveLength(1);
    }
    expect((await ask(home.anna, query, { operationName: 'Three' })).body).toEqual({ data: { clearDeviceShare: 'ok' } });
    expect(errorOf(await ask(home.bert, query))).toEqual(refused(400, 'OPERATION_RESOLUTION_FAILURE'));
    expect(errorOf(await ask(home.bert, query, { operationName: 'Four' }))).toEqual(refused(400, 'OPERATION_RESOLUTION_FAILURE'));
  });

  it('that names an operation which its only one is not is refused, before and after the document is known', async () => {
    const query = 'query Mine { __typename }';
    for (let i = 0; i < OFTEN; i++) {
      expect((await ask(home.bert, query, { operationName: i % 2 ? 'Mine' : undefined })).status).toBe(200);
      expect(errorOf(await ask(home.bert, query, { operationName: 'Yours' }))).toEqual(refused(400, 'OPERATION_RESOLUTION_FAILURE'));
    }
  });

  it('is the same when its document is longer than is remembered', async () => {
    const pk = await shared();
    expect(await listOf(home.bert, `# ${'x'.repeat(20_000)}\n{ getNotifications { pk } }`)).toEqual([{ pk, sender: 'anna', receiver: 'bert' }]);
    expect((await ask(home.bert, `# ${'x'.repeat(20_000)}\n{ nothing }`)).status).toBe(400);
  });

  it('may name its document by the hash, once the document was sent with it', async () => {
    const pk = await shared();
    const document = `# ${randomUUID()}\n{ getNotifications { pk } }`;
    const extensions = { persistedQuery: { version: 1, sha256Hash: hash('sha256', document) } };
    const send = (body: object) => api.call('POST', GRAPHQL_PATH, { as: home.bert, body });
    const expected = { data: { getNotifications: [{ pk, sender: 'anna', receiver: 'bert' }] } };
    expect(await send({ extensions })).toMatchObject({ status: 200, body: { errors: [{ message: 'PersistedQueryNotFound', extensions: { code: 'PERSISTED_QUERY_NOT_FOUND' } }] } });
    expect((await send({ query: document, extensions })).body).toEqual(expected);
    for (let i = 0; i < OFTEN; i++) expect((await send({ extensions })).body).toEqual(expected);
    expect((await api.call('GET', `${GRAPHQL_PATH}?extensions=${encodeURIComponent(JSON.stringify(extensions))}`, { as: home.bert })).body).toEqual(expected);
    expect((await ask(home.anna, document)).status).toBe(200);
  });

  it('cannot leave another document, or a refused one, under a hash', async () => {
    const persisted = (document: string) => ({ persistedQuery: { version: 1, sha256Hash: hash('sha256', document) } });
    const send = (body: object) => api.call('POST', GRAPHQL_PATH, { as: home.bert, body });
    expect(errorOf(await send({ query: ALL, extensions: persisted('{ __typename }') }))).toEqual(refused(400, 'BAD_REQUEST'));
    const wrong = '{ nothing }';
    expect((await send({ query: wrong, extensions: persisted(wrong) })).status).toBe(400);
    expect((await send({ extensions: persisted(wrong) })).body.errors[0].message).toBe('PersistedQueryNotFound');
    for (const persistedQuery of [{}, { version: 2, sha256Hash: 'a'.repeat(64) }, { version: 1, sha256Hash: 'x' }, { version: 1 }, 'hash', 7]) expect(errorOf(await send({ extensions: { persistedQuery } }))).toEqual(refused(400, 'BAD_REQUEST'));
  });

  it('prefers the media type of GraphQL when it says so', async () => {
    const answer = await ask(home.bert, ALL, { headers: { accept: 'application/graphql-response+json' } });
    expect([answer.status, answer.headers['content-type']]).toEqual([200, 'application/graphql-response+json; charset=utf-8']);
    expect((await ask(home.bert, '{', { headers: { accept: 'application/graphql-response+json' } })).status).toBe(400);
  });
});

describe('what is wrong', () => {
  const post = (payload: string | Buffer, type = 'application/json') => async (): Promise<Answered> => {
    const { statusCode, body, headers } = await api.app.inject({ method: 'POST', url: GRAPHQL_PATH, payload: Buffer.from(payload), headers: { authorization: `Bearer ${await api.token(home.bert)}`, 'content-type': type } });
    return { status: statusCode, body: JSON.parse(body), headers: headers as Answered['headers'] };
  };
  const document = (query: string, variables?: unknown) => () => ask(home.bert, query, { variables });
  const many = (n: number, part: (i: number) => string): string => Array.from({ length: n }, (_, i) => part(i)).join(' ');

  const CASES: [string, () => Promise<Answered>, number, string][] = [
    ['a syntax error', document('{ getNotifications { '), 400, 'GRAPHQL_PARSE_FAILED'],
    ['an unknown field', document('{ getNotifications { pk colour } }'), 400, 'GRAPHQL_VALIDATION_FAILED'],
    ['an unknown operation of the schema', document('{ everything }'), 400, 'GRAPHQL_VALIDATION_FAILED'],
    ['a field without a selection', document('{ getNotifications }'), 400, 'GRAPHQL_VALIDATION_FAILED'],
    ['an argument of another type', document('{ getNotifications(all: "yes") { pk } }'), 400, 'GRAPHQL_VALIDATION_FAILED'],
    ['an unknown argument', document('{ getNotifications(some: true) { pk } }'), 400, 'GRAPHQL_VALIDATION_FAILED'],
    ['a missing argument', document('mutation { deviceShare(device: "cam-1") }'), 400, 'GRAPHQL_VALIDATION_FAILED'],
    ['a variable of another type', document('query ($all: Boolean) { getNotifications(all: $all) { pk } }', { all: 'yes' }), 400, 'GRAPHQL_VALIDATION_FAILED'],
    ['a missing variable', document('mutation ($d: String!) { acceptSharedDevice(device: $d) }', {}), 400, 'GRAPHQL_VALIDATION_FAILED'],
    ['a variable where none are sent', document('mutation ($d: String!) { acceptSharedDevice(device: $d) }'), 400, 'GRAPHQL_VALIDATION_FAILED'],
    ['a subscription', document('subscription { getNotifications { pk } }'), 400, 'GRAPHQL_VALIDATION_FAILED'],
    ['a document without an operation', document('fragment F on Notification { pk }'), 400, 'GRAPHQL_VALIDATION_FAILED'],
    ['a definition of types', document('type Mine { x: Int }'), 400, 'GRAPHQL_VALIDATION_FAILED'],
    ['a document of comments', document('# nothing here'), 400, 'GRAPHQL_PARSE_FAILED'],
    ['fragments in a circle', document('{ getNotifications { ...A } } fragment A on Notification { ...B } fragment B on Notification { ...A }'), 400, 'GRAPHQL_VALIDATION_FAILED'],
    ['ten thousand aliases', document(`{ ${many(10_000, (i) => `a${i}: __typename`)} }`), 400, 'GRAPHQL_PARSE_FAILED'],
    ['51 aliases', document(`{ ${many(51, (i) => `a${i}: __typename`)} }`), 400, 'GRAPHQL_LIMIT_EXCEEDED'],
    ['32 whole lists', document(`{ ${many(32, (i) => `a${i}: getNotifications { pk sender senderName senderEmail senderPhone receiver receiverName receiverEmail receiverPhone purpose purposeDetail description type data }`)} }`), 400, 'GRAPHQL_LIMIT_EXCEEDED'],
    ['a document that nests deeply', document(`${'{ a '.repeat(600)}${'}'.repeat(600)}`), 400, 'GRAPHQL_LIMIT_EXCEEDED'],
    ['2001 tokens', document(`{ ${many(1_999, () => '__typename')} }`), 400, 'GRAPHQL_PARSE_FAILED'],
    ['introspection without end', document(`{ __schema { types { ${'fields { type { '.repeat(8)}name${' } }'.repeat(8)} } } }`), 400, 'GRAPHQL_VALIDATION_FAILED'],
    ['NUL in the document', document('{ getNotifications(all: true) { pk } } # \0'), 400, 'BAD_REQUEST'],
    ['NUL written as an escape', document('mutation { acceptSharedDevice(device: "\\u0000") }'), 400, 'GRAPHQL_VALIDATION_FAILED'],
    ['half a surrogate pair', document('mutation { acceptSharedDevice(device: "\\ud800") }'), 400, 'GRAPHQL_PARSE_FAILED'],
    ['NUL in a variable', document('mutation ($d: String!) { acceptSharedDevice(device: $d) }', { d: '\0' }), 400, 'BAD_REQUEST'],
    ['a syntax tree instead of a document', document(JSON.stringify({ kind: 'Document', definitions: [] })), 400, 'GRAPHQL_PARSE_FAILED'],
    ['no document', post('{}'), 400, 'BAD_REQUEST'],
    ['an empty body', post(''), 400, 'BAD_REQUEST'],
    ['a batch', post(`[{"query":"${ALL}"},{"query":"${ALL}"}]`), 400, 'BAD_REQUEST'],
    ['null', post('null'), 400, 'BAD_REQUEST'],
    ['bytes that are no text', post(Buffer.from([0xff, 0xfe, 0x00])), 400, 'BAD_REQUEST'],
    ['broken JSON', post('{"query": "{ getNotifications { pk } }"'), 400, 'GRAPHQL_PARSE_FAILED'],
    ['variables that are a list', post(`{"query":"${ALL}","variables":[]}`), 400, 'BAD_REQUEST'],
    ['a megabyte', post(`{"query":"${ALL}","variables":{"x":"${'x'.repeat(1_048_576)}"}}`), 413, 'PAYLOAD_TOO_LARGE'],
    ['a body of XML', post('<query/>', 'application/xml'), 415, 'UNSUPPORTED_MEDIA_TYPE'],
    ['a multipart form', post('--x--', 'multipart/form-data; boundary=x'), 415, 'UNSUPPORTED_MEDIA_TYPE'],
    ['a content type that is none', post('{}', 'nonsense'), 415, 'UNSUPPORTED_MEDIA_TYPE'],
    ['GET without a document', () => api.call('GET', GRAPHQL_PATH, { as: home.bert }), 400, 'BAD_REQUEST'],
    ['GET with two documents', () => api.call('GET', `${GRAPHQL_PATH}?query=${ALL}&query=${ALL}`, { as: home.bert }), 400, 'BAD_REQUEST'],
    ['GET with variables that are not JSON', () => api.call('GET', `${GRAPHQL_PATH}?query=${encodeURIComponent(ALL)}&variables=x`, { as: home.bert }), 400, 'BAD_REQUEST'],
    ['GET with NUL', () => api.call('GET', `${GRAPHQL_PATH}?query=%00`, { as: home.bert }), 400, 'BAD_REQUEST'],
    ['PUT', () => api.call('PUT', GRAPHQL_PATH, { as: home.bert, body: { query: ALL } }), 405, 'METHOD_NOT_ALLOWED'],
    ['DELETE', () => api.call('DELETE', `${GRAPHQL_PATH}/`, { as: home.bert }), 405, 'METHOD_NOT_ALLOWED'],
    ['a body that is compressed', async () => api.call('POST', GRAPHQL_PATH, { as: home.bert, body: { query: ALL }, headers: { 'content-encoding': 'gzip' } }), 415, 'UNSUPPORTED_MEDIA_TYPE'],
    ['an address below it', () => api.call('GET', `${GRAPHQL_PATH}/more`, { as: home.bert }), 404, 'NOT_FOUND'],
    ['another tenant by header', () => ask(home.bert, ALL, { headers: { 'x-tenant-id': 'tnt_elsewhere' } }), 403, 'FORBIDDEN'],
  ];

  it.each(CASES)('%s is told', async (_what, request, status, code) => {
    for (let i = 0; i < 2; i++) {
      const answer = await request();
      expect(errorOf(answer)).toEqual(refused(status, code));
      expect(answer.body.errors[0].message).not.toBe('');
      expect(answer.headers['content-type']).toBe('application/json; charset=utf-8');
    }
  });

  it('is told in few words, however long the document', async () => {
    const { body } = await ask(home.bert, `{ ${'x'.repeat(100_000)} }`);
    expect(body.errors[0].message.length).toBeLessThan(1_100);
  });

  it('says which methods there are', async () => {
    expect((await api.call('PUT', GRAPHQL_PATH, { as: home.bert, body: {} })).headers['allow']).toBe('GET, POST, OPTIONS');
    const options = await api.call('OPTIONS', GRAPHQL_PATH, { as: null });
    expect([options.status, options.headers['allow']]).toEqual([204, 'GET, POST, OPTIONS']);
  });

  it('of ours is not told, but logged', async () => {
    const broken = await TestApi.start({ instead: failing(() => new Error('select secret from everything')), env: { GRAPHQL_RATE_LIMIT: '100' } });
    try {
      for (let i = 0; i < OFTEN; i++) {
        const { status, body } = await ask({ user: 'bert' }, ALL, { on: broken });
        expect([status, body]).toEqual([500, { data: null, errors: [{ message: 'Something went wrong on our side', locations: [{ line: 1, column: 3 }], path: ['getNotifications'], extensions: { code: 'INTERNAL_SERVER_ERROR' } }] }]);
      }
      expect((await ask({ user: 'bert' }, 'mutation { acceptSharedDevice(device: "x") }', { on: broken })).status).toBe(500);
      expect(broken.lines.filter((line) => line.includes('select secret from everything')).length).toBeGreaterThan(OFTEN);
    } finally {
      await broken.stop();
    }
  });
});

describe('who asks', () => {
  const as = async (authorization: string | undefined, on = api): Promise<Answered> => {
    const { statusCode, body, headers } = await on.app.inject({ method: 'POST', url: GRAPHQL_PATH, payload: JSON.stringify({ query: '{ __typename }' }), headers: { 'content-type': 'application/json', ...(authorization === undefined ? {} : { authorization }) } });
    return { status: statusCode, body: JSON.parse(body), headers: headers as Answered['headers'] };
  };

  it.each(['JWT', 'Bearer', 'jwt', 'bearer', 'BEARER', 'Jwt'])('is told by a token behind %s', async (scheme) => {
    expect((await as(`${scheme} ${await api.token(home.bert)}`)).status).toBe(200);
    expect((await as(`${scheme}   ${await api.token(home.bert)} `)).status).toBe(200);
  });

  it('has to be told', async () => {
    const token = await api.token(home.bert);
    const forged = `${token.slice(0, -6)}AAAAAA`;
    const unsigned = `${Buffer.from('{"alg":"none"}').toString('base64url')}.${token.split('.')[1]}.`;
    for (const wrong of [undefined, '', 'JWT', 'JWT ', token, `Basic ${token}`, `Token ${token}`, `JWT ${forged}`, `JWT ${unsigned}`, `JWT ${await api.token(home.bert, -10)}`, 'JWT x', `Bearer ${'a'.repeat(8_000)}`]) {
      const answer = await as(wrong);
      expect(errorOf(answer)).toEqual(refused(401, 'UNAUTHENTICATED'));
      expect(answer.headers['www-authenticate']).toMatch(/^Bearer/);
    }
  });

  it('is asked before the body is looked at', async () => {
    const { statusCode } = await api.app.inject({ method: 'POST', url: GRAPHQL_PATH, payload: Buffer.alloc(1_000_000, 'x'), headers: { 'content-type': 'application/xml' } });
    expect(statusCode).toBe(401);
  });

  it('REST does not take the scheme JWT', async () => {
    expect((await api.app.inject({ method: 'GET', url: '/notifications', headers: { authorization: `JWT ${await api.token(home.bert)}` } })).statusCode).toBe(401);
  });

  it('may fail to tell sixty times a minute', async () => {
    const other = await TestApi.start();
    try {
      const elsewhere = await ask({}, ALL, { headers: { 'x-tenant-id': 'tnt_elsewhere' }, on: other });
      expect([elsewhere.status, elsewhere.headers['ratelimit-remaining']]).toEqual([403, '59']);
      const answers = await Promise.all(Array.from({ length: 70 }, () => as('JWT nonsense', other)));
      const statuses = answers.map(({ status }) => status);
      expect([statuses.filter((status) => status === 401).length, statuses.filter((status) => status === 429).length]).toEqual([59, 11]);
      expect((await as(`JWT ${await other.token()}`, other)).status).toBe(200); // somebody else behind the same address
    } finally {
      await other.stop();
    }
  });
});

describe('the limit of requests', () => {
  it('is thirty a minute for each user, whatever they ask', async () => {
    const limited = await TestApi.start();
    try {
      const answers = [];
      for (let i = 0; i < 33; i++) answers.push(await ask({ user: 'bert' }, i % 3 ? '{ __typename }' : '{ wrong', { on: limited }));
      expect(answers.map(({ status }) => status)).toEqual(Array.from({ length: 33 }, (_, i) => (i >= 30 ? 429 : i % 3 ? 200 : 400)));
      expect(answers.slice(0, 3).map(({ headers }) => [headers['ratelimit-limit'], headers['ratelimit-remaining']])).toEqual([['30', '29'], ['30', '28'], ['30', '27']]);
      const last = answers.at(-1)!;
      expect(errorOf(last)).toEqual(refused(429, 'TOO_MANY_REQUESTS'));
      expect([last.headers['ratelimit-limit'], last.headers['ratelimit-remaining']]).toEqual(['30', '0']);
      expect(Number(last.headers['retry-after'])).toBe(Number(last.headers['ratelimit-reset']));
      expect(Number(last.headers['retry-after'])).toBeLessThanOrEqual(60);
      expect((await ask({ user: 'anna' }, '{ __typename }', { on: limited })).status).toBe(200);
      expect((await ask({ user: 'bert', tenant: 'tnt_2' }, '{ __typename }', { on: limited })).status).toBe(200);
    } finally {
      await limited.stop();
    }
  });

  it('does not close the surface when it cannot be counted', async () => {
    const limited = await TestApi.start({ env: { GRAPHQL_RATE_LIMIT: '5' } });
    try {
      await limited.asOwner('alter table rate_limit rename to gone');
      const statuses = [];
      for (let i = 0; i < 7; i++) statuses.push((await ask({ user: 'bert' }, ALL, { on: limited })).status);
      expect(statuses).toEqual([200, 200, 200, 200, 200, 429, 429]);
    } finally {
      await limited.stop();
    }
  });
});

describe('pk, sender and receiver', () => {
  const ALWAYS = { sender: 'anna', receiver: 'bert' };
  const DOCUMENTS: [string, string, (pk: string) => unknown][] = [
    ['are there unasked', '{ getNotifications { type } }', (pk) => ({ getNotifications: [{ type: 'DeviceSharing', pk, ...ALWAYS }] })],
    ['are there once when they are asked for', '{ getNotifications { pk sender receiver } }', (pk) => ({ getNotifications: [{ pk, ...ALWAYS }] })],
    ['are there beside their aliases', '{ getNotifications { id: pk from: sender } }', (pk) => ({ getNotifications: [{ id: pk, from: 'anna', pk, ...ALWAYS }] })],
    ['leave a name alone that an alias took', '{ getNotifications { pk: type sender: purpose } }', () => ({ getNotifications: [{ pk: 'DeviceSharing', sender: 'cam-1', receiver: 'bert' }] })],
    ['are in lists under other names', '{ a: getNotifications { type } b: getNotifications(all: true) { purpose } }', (pk) => ({ a: [{ type: 'DeviceSharing', pk, ...ALWAYS }], b: [{ purpose: 'cam-1', pk, ...ALWAYS }] })],
    ['are there with fragments', '{ getNotifications { ...A ... on Notification { type } } } fragment A on Notification { receiver: senderName }', (pk) => ({ getNotifications: [{ receiver: 'Anna', type: 'DeviceSharing', pk, sender: 'anna' }] })],
    ['are in a list that a fragment selects', '{ ...Q } fragment Q on Query { mine: getNotifications { type } }', (pk) => ({ mine: [{ type: 'DeviceSharing', pk, ...ALWAYS }] })],
    ['are in selections that are merged', '{ getNotifications { type } getNotifications { receiver: purpose } }', (pk) => ({ getNotifications: [{ type: 'DeviceSharing', receiver: 'cam-1', pk, sender: 'anna' }] })],
    ['are there when they are skipped', '{ getNotifications { type pk @skip(if: true) sender: type @include(if: false) } }', (pk) => ({ getNotifications: [{ type: 'DeviceSharing', pk, ...ALWAYS }] })],
    ['are there when a whole selection is left out', '{ getNotifications { __typename ... @include(if: false) { receiver: type } } }', (pk) => ({ getNotifications: [{ __typename: 'Notification', pk, ...ALWAYS }] })],
    ['are in no list that is left out', '{ __typename getNotifications @skip(if: true) { type } }', () => ({ __typename: 'Query' })],
  ];

  it.each(DOCUMENTS)('%s', async (_what, document, expected) => {
    const pk = await shared();
    for (let i = 0; i < OFTEN; i++) expect((await ask(home.bert, document)).body).toEqual({ data: expected(pk) });
  });

  it('depend on variables no more than the rest', async () => {
    const pk = await shared();
    const document = 'query ($with: Boolean!) { getNotifications { pk: type @include(if: $with) } }';
    for (let i = 0; i < OFTEN; i++) expect((await listOf(home.bert, document, { variables: { with: i % 2 === 0 } }))[0].pk).toBe(i % 2 === 0 ? 'DeviceSharing' : pk);
  });
});

describe('the list', () => {
  it('has what is pending, and all of it on request, newest first', async () => {
    await api.call('PUT', '/communication/devices/cam-2', { as: home.admin, body: { owner: 'anna' } });
    const first = await shared();
    await ask(home.anna, 'mutation { deviceShare(device: "cam-2", email: "bert@example.com", credential: "x") }');
    const purposes = async (all: boolean) => (await listOf(home.bert, `{ getNotifications(all: ${all}) { purpose } }`)).map(({ purpose }: { purpose: string }) => purpose);
    expect([await purposes(false), await purposes(true)]).toEqual([['cam-2', 'cam-1'], ['cam-2', 'cam-1']]);
    await api.call('PUT', `/notifications/${first}/read`, { as: home.bert });
    expect([await purposes(false), await purposes(true)]).toEqual([['cam-2'], ['cam-2', 'cam-1']]);
    await ask(home.bert, 'mutation { rejectSharedDevice(device: "cam-2") }');
    expect([await purposes(false), await purposes(true)]).toEqual([[], ['cam-2', 'cam-1']]);
  });

  it('is not marked as read by reading it', async () => {
    await shared();
    for (let i = 0; i < 3; i++) expect(await listOf(home.bert, ALL.replace('all: true', 'all: false'))).toHaveLength(1);
    expect((await api.call('GET', '/notifications/unread-count', { as: home.bert })).body.data.unread_count).toBe(1);
  });

  it('has only the types that its clients know, unless told otherwise', async () => {
    await api.call('POST', '/notifications', { as: home.admin, body: { user_id: 'bert', title: 'Motion', content: 'At the door', type: 'system' } });
    expect(await listOf(home.bert, ALL)).toEqual([]);
    const open = await TestApi.start({ env: { GRAPHQL_NOTIFICATION_TYPES: 'DeviceSharing,system' } });
    try {
      await open.call('POST', '/notifications', { as: home.admin, body: { user_id: 'bert', title: 'Motion', content: 'At the door', type: 'system' } });
      expect(await listOf(home.bert, '{ getNotifications { sender type purpose purposeDetail description senderName data } }', { on: open })).toEqual([
        expect.objectContaining({ sender: 'system', type: 'system', purpose: null, purposeDetail: 'Motion', description: 'At the door', senderName: null, data: null }),
      ]);
    } finally {
      await open.stop();
    }
  });

  it('has the newest five hundred', async () => {
    const bert = user(api.db, home.bert.tenant!, 'bert');
    const start = Date.now();
    for (let i = 0; i < 510; i++) await bert.hasNotification({ type: 'DeviceSharing', title: String(i) }, new Date(start + i));
    const titles = (await listOf(home.bert, '{ getNotifications(all: true) { purposeDetail } }')).map(({ purposeDetail }: { purposeDetail: string }) => purposeDetail);
    expect([titles.length, titles[0], titles.at(-1)]).toEqual([500, '509', '10']);
    const lists = (n: number) => ask(home.bert, `{ ${Array.from({ length: n }, (_, i) => `l${i}: getNotifications(all: true) { type }`).join(' ')} }`);
    expect(Object.values((await lists(20)).body.data)).toHaveLength(20);
    expect(errorOf(await lists(21))).toEqual([400, 'BAD_REQUEST', 'data,errors']); // ten thousand items are enough for one answer
    await api.sql("update notification set content = repeat('€', 9000) where tenant_id = $1 and user_id = 'bert'", [home.bert.tenant]);
    const texts = (n: number) => ask(home.bert, `{ getNotifications(all: true) { ${Array.from({ length: n }, (_, i) => `d${i}: description`).join(' ')} } }`);
    expect([(await texts(4)).status, errorOf(await texts(5))]).toEqual([200, [400, 'BAD_REQUEST', 'data,errors']]);
  });

  it('takes one question to the database, with all the people in it', async () => {
    for (let i = 0; i < 12; i++) {
      await api.call('PUT', `/communication/devices/door-${i}`, { as: home.admin, body: { owner: `owner-${i}` } });
      await api.call('PUT', `/communication/recipients/owner-${i}`, { as: home.admin, body: { name: `Owner ${i}` } });
      expect((await ask({ ...home.bert, user: `owner-${i}` }, `mutation { deviceShare(device: "door-${i}", email: "bert@example.com", credential: "x") }`)).body.data).toEqual({ deviceShare: 'ok' });
    }
    const asked = questions(api.db);
    const named = await listOf(home.bert, '{ getNotifications { senderName receiverName senderEmail data } }');
    expect([named.length, new Set(named.map(({ senderName }: { senderName: string }) => senderName)).size]).toEqual([12, 12]);
    expect(asked()).toBe(1);
    await ask(home.bert, '{ getNotifications { pk sender receiver type data } }');
    expect(asked()).toBe(1);
  });

  it('may be asked for under fifty names, and is looked up once', async () => {
    await shared();
    const asked = questions(api.db);
    const { status, body } = await ask(home.bert, `{ ${Array.from({ length: 50 }, (_, i) => `l${i}: getNotifications { pk type }`).join(' ')} }`);
    expect([status, new Set(Object.values(body.data).map((list: any) => list[0].type)), Object.keys(body.data).length, asked()]).toEqual([200, new Set(['DeviceSharing']), 50, 1]);
  });

  it('is the receiver’s alone', async () => {
    await shared();
    expect([await listOf(home.anna, ALL), await listOf({ tenant: `${home.bert.tenant}_b`, user: 'bert' }, ALL), await listOf({ ...home.bert, user: 'carl' }, ALL)]).toEqual([[], [], []]);
  });
});

describe('sharing', () => {
  const mutate = async (as: Who, mutation: string, more: Parameters<typeof ask>[2] = {}): Promise<string> => {
    const { status, body } = await ask(as, `mutation { ${mutation} }`, more);
    expect(status).toBe(200);
    return Object.values(body.data as Record<string, string>)[0]!;
  };
  const devicesOf = async (as: Who) => (await api.call('GET', '/communication/devices', { as })).body.items.map(({ udid, role, permission }: any) => `${udid} ${role} ${permission}`);

  it('is seen, read and answered in one place as in the other', async () => {
    const pk = await shared();
    const inbox = async () => (await api.call('GET', '/notifications', { as: home.bert })).body.items.map((item: any) => [item.id, item.type, item.title, item.is_read]);
    expect(await inbox()).toEqual([[pk, 'DeviceSharing', 'Device sharing request', false]]);
    expect(await mutate(home.bert, 'acceptSharedDevice(device: "cam-1")')).toBe('ok');
    expect(await inbox()).toEqual([[pk, 'DeviceSharing', 'Device sharing request', true]]);
    expect((await api.call('GET', '/notifications/unread-count', { as: home.bert })).body.data.unread_count).toBe(0);
    expect(await devicesOf(home.bert)).toEqual(['cam-1 shared 3']);
  });

  it('keeps the credential to the receiver until it is answered', async () => {
    await share('permission: 1');
    expect((await listOf(home.bert, '{ getNotifications { data } }'))[0].data).toBe('s3cret-of-cam-1');
    await mutate(home.bert, 'rejectSharedDevice(device: "cam-1")');
    expect((await listOf(home.bert, '{ getNotifications(all: true) { data } }'))[0].data).toBeNull();
    const rest = await Promise.all([home.anna, home.bert, home.admin].map((as) => api.call('GET', '/notifications', { as })));
    expect(JSON.stringify(rest.map(({ body }) => body))).not.toContain('s3cret');
    expect(api.lines.join('')).not.toContain('s3cret');
  });

  it('ends in the ways it can end', async () => {
    await shared();
    expect(await mutate(home.anna, 'deviceUnshare(device: "cam-1", account: "bert")')).toBe('ok');
    expect(await mutate(home.bert, 'acceptSharedDevice(device: "cam-1")')).not.toBe('ok');
    for (const end of [() => mutate(home.anna, 'deviceUnshare(device: "cam-1", account: "bert")'), () => mutate(home.anna, 'clearDeviceShare(device: "cam-1")'), () => mutate(home.bert, 'removeSharedDevice(device: "cam-1", description: "I moved")')]) {
      await share();
      expect(await mutate(home.bert, 'acceptSharedDevice(device: "cam-1")')).toBe('ok');
      expect(await devicesOf(home.bert)).toHaveLength(1);
      expect(await end()).toBe('ok');
      expect(await devicesOf(home.bert)).toEqual([]);
    }
    expect((await api.call('GET', '/notifications', { as: home.anna })).body.items[0]).toMatchObject({ event_type: 'device.share.left', content: 'I moved' });
  });

  it.each([
    ['anna', 'deviceShare(device: "cam-9", email: "bert@example.com", credential: "x")', 'There is no such device'],
    ['bert', 'deviceShare(device: "cam-1", email: "anna@example.com", credential: "x")', 'There is no such device'],
    ['anna', 'deviceShare(device: "cam-1", email: "nobody@example.com", credential: "x")', 'Nobody'],
    ['anna', 'deviceShare(device: "cam-1", email: "anna@example.com", credential: "x")', ''],
    ['anna', 'deviceShare(device: "cam-1", email: "bert", credential: "x")', 'email'],
    ['anna', 'deviceShare(device: "cam-1", email: "bert@example.com\\nbcc: x@example.com", credential: "x")', 'email'],
    ['anna', 'deviceShare(device: "cam-1", email: "bert@example.com", credential: "")', 'credential'],
    ['anna', 'deviceShare(device: "cam-1", email: "bert@example.com", credential: "x", permission: 4)', 'permission'],
    ['anna', 'deviceShare(device: "cam-1", email: "bert@example.com", credential: "x", permission: -1)', 'permission'],
    ['anna', 'deviceShare(device: "no such thing", email: "bert@example.com", credential: "x")', 'device'],
    ['anna', 'deviceUnshare(device: "cam-1", account: "carl")', 'There is no such member'],
    ['anna', 'deviceUnshare(device: "cam-1", account: "anna")', 'The owner of a device cannot be changed as a member'],
    ['bert', 'clearDeviceShare(device: "cam-1")', 'There is no such device'],
    ['bert', 'acceptSharedDevice(device: "cam-1")', ''],
    ['bert', 'rejectSharedDevice(device: "cam-1")', ''],
    ['bert', 'removeSharedDevice(device: "cam-1")', ''],
  ])('%s is told why %s was not done', async (who, mutation, why) => {
    const text = await mutate({ ...home.bert, user: who }, mutation);
    expect(text).toContain(why);
    expect(text).not.toBe('ok');
    expect(text).not.toMatch(/[_{}]|undefined|Error/);
  });

  it('tells it in Chinese to those who read Chinese', async () => {
    expect(await mutate(home.bert, 'clearDeviceShare(device: "cam-9")', { headers: { 'accept-language': 'zh-CN' } })).toBe('设备不存在');
  });

  it('takes the words of any language', async () => {
    const description = `门铃 🔔 ${randomUUID()}`;
    await share(`description: ${JSON.stringify(description)}`);
    expect((await listOf(home.bert, '{ getNotifications { description } }'))[0].description).toBe(description);
  });

  it('lets nobody try out addresses', async () => {
    const texts = [];
    for (let i = 0; i < 22; i++) texts.push(await mutate(home.anna, `deviceShare(device: "cam-1", email: "guess${i}@example.com", credential: "x")`));
    expect([new Set(texts.slice(0, 20)).size, new Set(texts.slice(20)).size, texts[0] === texts[20]]).toEqual([1, 1, false]);
    expect(await mutate(home.anna, 'deviceShare(device: "cam-1", email: "bert@example.com", credential: "x")')).toBe(texts[20]);
  });

  it('does several things in one request, one after the other', async () => {
    await shared();
    expect((await ask(home.bert, 'mutation { a: acceptSharedDevice(device: "cam-1") b: removeSharedDevice(device: "cam-1") c: removeSharedDevice(device: "cam-1") }')).body.data).toEqual({ a: 'ok', b: 'ok', c: expect.not.stringMatching(/^ok$/) });
  });
});

describe('what an operator may turn off', () => {
  it('introspection', async () => {
    expect((await ask(home.bert, '{ __schema { queryType { name } } }')).body).toEqual({ data: { __schema: { queryType: { name: 'Query' } } } });
    const silent = await TestApi.start({ env: { GRAPHQL_INTROSPECTION: 'false' } });
    try {
      for (const query of ['{ __schema { queryType { name } } }', '{ __type(name: "Query") { name } }', `# ${'x'.repeat(20_000)}\n{ __schema { queryType { name } } }`]) expect(errorOf(await ask({}, query, { on: silent }))).toEqual(refused(400, 'GRAPHQL_VALIDATION_FAILED'));
      expect((await ask({}, '{ __typename }', { on: silent })).status).toBe(200);
    } finally {
      await silent.stop();
    }
  });

  it('mutations with GET, and the page for browsers', async () => {
    const strict = await TestApi.start({ env: { GRAPHQL_GET_MUTATIONS: 'false', GRAPHIQL: 'false' } });
    try {
      const mutation = encodeURIComponent('mutation { clearDeviceShare(device: "cam-1") }');
      for (let i = 0; i < 2; i++) {
        const answer = await strict.call('GET', `${GRAPHQL_PATH}?query=${mutation}`);
        expect([errorOf(answer), answer.headers['allow']]).toEqual([refused(405, 'METHOD_NOT_ALLOWED'), 'POST']);
      }
      expect((await strict.call('POST', GRAPHQL_PATH, { body: { query: decodeURIComponent(mutation) } })).status).toBe(200);
      expect((await strict.call('GET', GRAPHQL_PATH, { as: null, headers: { accept: 'text/html' } })).status).toBe(401);
      expect((await strict.call('GET', '/graphiql/graphiql.js', { as: null })).status).toBe(404);
    } finally {
      await strict.stop();
    }
  });
});

describe('a browser', () => {
  it('gets a page that loads nothing from elsewhere', async () => {
    const page = await api.call('GET', GRAPHQL_PATH, { as: null, headers: { accept: 'text/html,application/xhtml+xml,*/*;q=0.8' } });
    expect([page.status, page.headers['content-type']]).toEqual([200, 'text/html; charset=utf-8']);
    expect(page.headers['content-security-policy']).toContain("default-src 'self'");
    const loaded = [...String(page.body).matchAll(/(?:src|href)="([^"]+)"/g)].map(([, url]) => url!).filter((url) => !url.startsWith('data:'));
    expect(loaded).toHaveLength(6);
    for (const url of loaded) expect([url, (await api.call('GET', url, { as: null })).status]).toEqual([url, 200]);
  });

  it('that asks with a token or a document is answered like anybody', async () => {
    expect((await api.call('GET', GRAPHQL_PATH, { as: home.bert, headers: { accept: 'text/html' } })).status).toBe(400);
    expect((await api.call('GET', `${GRAPHQL_PATH}?query=%7B__typename%7D`, { as: null, headers: { accept: 'text/html' } })).status).toBe(401);
  });
});

/** A database every use of which fails, as the API meets it. */
function failing(error: () => Error): Database {
  const fail = () => Promise.reject(error());
  return { run: fail, ask: fail, ping: fail, askWithoutTenant: fail } as unknown as Database;
}

/** Counts the statements and transactions of tenants, from one reading to the next. */
function questions(db: Database): () => number {
  let count = 0;
  for (const name of ['ask', 'run', 'runAsSystem'] as const) {
    const original = db[name].bind(db) as (...parts: never[]) => Promise<unknown>;
    Object.assign(db, { [name]: (...parts: never[]) => { count++; return original(...parts); } });
  }
  return () => {
    const seen = count;
    count = 0;
    return seen;
  };
}
