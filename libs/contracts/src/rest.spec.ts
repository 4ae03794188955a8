import type { Described, DescribedOperation } from './testing/openapi-contract.js';
import { answerFaults, faults, resolved, restDocument, restOperations } from './testing/rest-contract.js';

const all = restOperations.map((operation) => [operation.id, operation] as const);
const isPublic = ({ source }: DescribedOperation) => source['security']?.length === 0;
const identified = all.filter(([, operation]) => !isPublic(operation));
const writes = identified.filter(([, operation]) => operation.method !== 'get');
const lists = all.filter(([id]) => id.startsWith('list'));

/** Writes at an address that makes the row when there is none. */
const CREATING = new Set(['changeRecipient', 'putDevice']);

const json = (message: Described): Described => message['content']['application/json'] as Described;
const examplesOf = (media: Described): [string, unknown][] =>
  Object.entries((media['examples'] ?? {}) as Described).map(([name, example]) => [name, resolved(example as Described)['value']]);
const isError = (status: string) => Number(status) >= 400;
const names = (operation: DescribedOperation, where: string) => operation.parameters.filter((parameter) => parameter['in'] === where).map((parameter) => parameter['name'] as string);

/** `[status, example's name, schema, example]` of each answer that an operation documents. */
const answersOf = ({ responses }: DescribedOperation) =>
  Object.entries(responses).flatMap(([status, response]) => examplesOf(json(response)).map(([name, value]) => [status, name, json(response)['schema'] as object, value] as const));

/** Writes whose body names what may not be there. */
const NAMING = new Set(['sendPush', 'pressRing', 'sendEvent']);
/** The errors of operations that want no token. */
const OF_PUBLIC: Readonly<Record<string, string[]>> = { getReadiness: ['400', '503'], receiveCallback: ['400', '401', '413', '500', '503'] };

/** The errors an operation can give, by what it is. */
function errorsOf(operation: DescribedOperation): string[] {
  if (isPublic(operation)) return OF_PUBLIC[operation.id] ?? ['400'];
  const expected = ['400', '401', '403', '500', '503'];
  if (operation.path.includes('{') && !CREATING.has(operation.id)) expected.push('404');
  if (operation.method !== 'get') expected.push('409', '422');
  if (operation.source['requestBody']) expected.push('413', '415');
  if (operation.id === 'registerPushToken') expected.push('429');
  if (NAMING.has(operation.id)) expected.push('404');
  return expected.sort();
}

describe('the description of the REST surface', () => {
  it('tells page and total together, or neither', () => {
    const pagination = restDocument['components'].schemas.Pagination as object;
    expect(faults(pagination, { page_size: 20, has_next: false })).toEqual([]);
    expect(faults(pagination, { page: 1, page_size: 20, has_next: false })).not.toEqual([]);
  });
});

describe.each(all)('%s', (_id, operation) => {
  it('names the request in each answer', () => {
    for (const response of Object.values(operation.responses)) expect(response['headers']).toHaveProperty('X-Request-Id');
  });

  it('documents the errors it can give, and no others', () => {
    expect(Object.keys(operation.responses).filter(isError).sort()).toEqual(errorsOf(operation));
  });

  it('shows errors whose code and status belong to the answer', () => {
    for (const [status, name, , value] of answersOf(operation).filter(([code]) => isError(code) && !isPublic(operation))) {
      const error = value as { code: number; status: number };
      expect([name, String(error.status), String(error.code).slice(0, 3)]).toEqual([name, status, status]);
    }
  });

  it('lets no surplus member through', () => {
    for (const [status, name, , value] of answersOf(operation) as [string, string, object, Described][]) {
      const spoiled = [{ ...value, surplus: 1 }, ...(value['data'] ? [{ ...value, data: { ...value['data'], surplus: 1 } }] : [])];
      for (const body of spoiled) expect([name, answerFaults(operation.id, Number(status), body)]).not.toEqual([name, []]);
    }
  });
});

describe.each(identified)('%s, which wants to know who is asking', (_id, operation) => {
  it('takes a tenant, a name for the request and a language', () => {
    expect(names(operation, 'header')).toEqual(expect.arrayContaining(['X-Tenant-ID', 'X-Request-Id', 'Accept-Language']));
  });

  it('tells how long to wait when the database is away', () => {
    expect(operation.responses['503']!['headers']).toHaveProperty('Retry-After');
  });
});

describe.each(writes)('%s, which writes', (_id, operation) => {
  it('takes an Idempotency-Key and marks what it replays', () => {
    expect(names(operation, 'header')).toContain('Idempotency-Key');
    for (const [status, response] of Object.entries(operation.responses)) if (!isError(status)) expect(response['headers']).toHaveProperty('Idempotency-Replayed');
  });
});

describe.each(lists)('%s, which lists', (_id, operation) => {
  const schema = json(operation.responses['200']!)['schema'] as object;
  const examples = examplesOf(json(operation.responses['200']!)).map(([, value]) => value as Described);

  it('takes a page, its size and a cursor', () => {
    expect(names(operation, 'query')).toEqual(expect.arrayContaining(['page', 'page_size', 'cursor']));
  });

  it('answers items and never data', () => {
    for (const example of examples) {
      expect(Object.keys(example)).toEqual(expect.arrayContaining(['items', 'pagination']));
      expect(example).not.toHaveProperty('data');
      expect(faults(schema, { ...example, data: example['items'] })).not.toEqual([]);
    }
  });

  it('lets no surplus member of an item through, and no list without items', () => {
    const [example] = examples as [Described];
    expect(faults(schema, { ...example, items: [{ ...example['items'][0], surplus: 1 }] })).not.toEqual([]);
    expect(faults(schema, { ...example, items: null })).not.toEqual([]);
  });

  it('leaves out page and total when continuing from a cursor', () => {
    const continued = examples.find((example) => !('page' in example['pagination']))!;
    expect(continued).not.toHaveProperty('total');
    expect(Object.keys(continued['pagination']).sort()).toEqual(['has_next', 'next_cursor', 'page_size']);
  });
});

describe('push tokens', () => {
  const schemas = restDocument['components'].schemas as Record<string, object>;

  it('are never told in an answer', () => {
    expect(schemas['PushToken']).not.toHaveProperty('properties.token');
  });

  it('are measured in characters, not in halves of them', () => {
    const registration = (token: string) => faults(schemas['PushTokenRegistration']!, { platform: 'web', token });
    expect(registration('😀'.repeat(4096))).toEqual([]);
    expect(registration('a'.repeat(4097))).not.toEqual([]);
  });
});
