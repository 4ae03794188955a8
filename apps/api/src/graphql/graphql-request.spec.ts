import { DomainError } from '@ringpost/domain';
import { requestInBody, requestInQuery } from './graphql-request.js';

const DOCUMENT = '{ getNotifications { pk } }';
const inBody = (text: string | Buffer, type?: string) => requestInBody(Buffer.from(text), type);
const refusal = (work: () => unknown): string => {
  try {
    work();
  } catch (error) {
    if (error instanceof DomainError) return `${error.code}: ${error.detail}`;
    throw error;
  }
  return 'taken';
};

describe('a body', () => {
  it.each(['application/json', 'application/graphql', 'application/x-www-form-urlencoded', 'text/plain', undefined])('of %s is an object of JSON or the bare document', (type) => {
    expect(inBody(JSON.stringify({ query: DOCUMENT }), type)).toEqual({ query: DOCUMENT });
    expect(inBody(DOCUMENT, type)).toEqual({ query: DOCUMENT });
    expect(inBody(`query {\n  getNotifications { pk }\n}`, type).query).toContain('\n  getNotifications');
  });

  it('may carry variables and the name of an operation', () => {
    expect(inBody(JSON.stringify({ query: DOCUMENT, variables: { all: true }, operationName: 'Mine', extensions: {} }))).toEqual({ query: DOCUMENT, variables: { all: true }, operationName: 'Mine' });
    expect(inBody(JSON.stringify({ query: DOCUMENT, variables: null, operationName: null, extensions: null }))).toEqual({ query: DOCUMENT });
    expect(inBody(JSON.stringify({ query: DOCUMENT, operationName: '' }))).toEqual({ query: DOCUMENT });
  });

  it('may be a form', () => {
    expect(inBody(`query=${encodeURIComponent(DOCUMENT)}&variables=%7B%22all%22%3Atrue%7D`, 'application/x-www-form-urlencoded; charset=utf-8')).toEqual({ query: DOCUMENT, variables: { all: true } });
    expect(inBody('query=%7B+getNotifications+%7B+pk+%7D+%7D', 'application/x-www-form-urlencoded')).toEqual({ query: DOCUMENT });
    expect(inBody(`variables=&operationName=Mine&query=${encodeURIComponent(DOCUMENT)}`, 'application/x-www-form-urlencoded')).toEqual({ query: DOCUMENT, operationName: 'Mine' });
    expect(refusal(() => inBody('query=a&query=b', 'application/x-www-form-urlencoded'))).toBe('graphql_request_invalid: query must be a text');
  });

  it('may begin with a byte order mark', () => {
    expect(inBody(`\ufeff${JSON.stringify({ query: DOCUMENT })}`)).toEqual({ query: DOCUMENT });
    expect(inBody(`\ufeff${DOCUMENT}`)).toEqual({ query: DOCUMENT });
  });

  it.each([
    ['', 'the body is empty'],
    ['{}', 'the document is missing'],
    ['{"query":""}', 'the document is missing'],
    ['{"query":null}', 'the document is missing'],
    ['{"query":7}', 'query must be a text'],
    ['{"query":["{a}"]}', 'query must be a text'],
    [`[{"query":"${DOCUMENT}"}]`, 'in batches'],
    ['null', 'must be an object'],
    ['7', 'must be an object'],
    ['"{ getNotifications { pk } }"', 'must be an object'],
    [`{"query":"${DOCUMENT}","variables":"{}"}`, 'variables must be an object'],
    [`{"query":"${DOCUMENT}","variables":[1]}`, 'variables must be an object'],
    [`{"query":"${DOCUMENT}","variables":0}`, 'variables must be an object'],
    [`{"query":"${DOCUMENT}","extensions":"x"}`, 'extensions must be an object'],
    [`{"query":"${DOCUMENT}","operationName":1}`, 'operationName must be a text'],
  ])('%j is refused', (body, why) => {
    expect(refusal(() => inBody(body))).toContain(`graphql_request_invalid: `);
    expect(refusal(() => inBody(body))).toContain(why);
  });

  it('that is not UTF-8 is refused', () => {
    expect(refusal(() => inBody(Buffer.from([0x7b, 0xff, 0x7d])))).toBe('graphql_request_invalid: the body is not UTF-8');
  });

  it('with NUL is refused, in a variable, in the document and bare', () => {
    expect(refusal(() => inBody(`{"query":"${DOCUMENT}","variables":{"a":"\\u0000"}}`))).toContain('invalid_request: text must not contain NUL');
    expect(refusal(() => inBody('{"query":"{ a\\u0000 }"}'))).toContain('invalid_request');
    expect(refusal(() => inBody('{ a\0 }'))).toContain('invalid_request');
  });

  it('of JSON that nests without end is not followed', () => {
    expect(refusal(() => inBody(`{"query":"x","variables":${'['.repeat(200_000)}`))).toBe('graphql_request_invalid: the body nests deeper than 64 levels');
  });
});

describe('a query string', () => {
  it('has variables and extensions as JSON', () => {
    expect(requestInQuery({ query: DOCUMENT, variables: '{"all":false}', operationName: 'Mine', extensions: '{}' })).toEqual({ query: DOCUMENT, variables: { all: false }, operationName: 'Mine' });
    expect(requestInQuery({ query: DOCUMENT, variables: '' })).toEqual({ query: DOCUMENT });
  });

  it.each([
    [{}, 'the document is missing'],
    [{ query: [DOCUMENT, DOCUMENT] }, 'query must be a text'],
    [{ query: DOCUMENT, variables: 'all' }, 'variables is not JSON'],
    [{ query: DOCUMENT, variables: '[]' }, 'variables must be an object'],
    [{ query: DOCUMENT, variables: ['{}', '{}'] }, 'variables is given more than once'],
    [{ query: DOCUMENT, extensions: '{' }, 'extensions is not JSON'],
  ])('%j is refused', (parameters, why) => {
    expect(refusal(() => requestInQuery(parameters))).toBe(`graphql_request_invalid: ${why}${why.endsWith('missing') ? ': send it as query' : ''}`);
  });
});
