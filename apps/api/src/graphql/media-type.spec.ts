import { mediaTypeFor, wantsPage } from './media-type.js';

const JSON_TYPE = 'application/json; charset=utf-8', RESPONSE = 'application/graphql-response+json; charset=utf-8';

it.each([
  [undefined, JSON_TYPE],
  ['', JSON_TYPE],
  ['*/*', JSON_TYPE],
  ['application/*', JSON_TYPE],
  ['text/plain', JSON_TYPE],
  ['application/json', JSON_TYPE],
  ['application/graphql-response+json', RESPONSE],
  ['application/graphql-response+json; charset=utf-8, application/json; charset=utf-8', RESPONSE],
  ['application/json, application/graphql-response+json', RESPONSE],
  ['application/json, application/graphql-response+json;q=0.9', JSON_TYPE],
  ['application/graphql-response+json;q=0', JSON_TYPE],
  ['application/graphql-response+json;q=x', JSON_TYPE],
  ['Application/GraphQL-Response+JSON', JSON_TYPE],
])('answers %j with %s', (accept, type) => {
  expect(mediaTypeFor(accept)).toBe(type);
});

it('takes a browser for one, and programs for none', () => {
  expect(['text/html,application/xhtml+xml,application/xml;q=0.9,*/*;q=0.8', 'text/html', '*/*', 'application/json', 'application/json, text/html;q=0.5', undefined].map(wantsPage)).toEqual([true, true, false, false, false, false]);
});
