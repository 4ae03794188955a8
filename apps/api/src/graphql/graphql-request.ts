import { isUtf8 } from 'node:buffer';
import { DomainError } from '@ringpost/domain';
import { parseJsonBody, unsafeText } from '@ringpost/edge';

/** What a client asks for (GraphQL over HTTP). */
export interface GraphqlRequest {
  readonly query: string;
  readonly variables?: Readonly<Record<string, unknown>>;
  readonly operationName?: string;
}

type Parameters = Readonly<Record<string, unknown>>;

const refused = (detail: string): DomainError => new DomainError('graphql_request_invalid', { detail });

/** The request in a query string. Blanks may be written `+` or `%20`. Errors: `graphql_request_invalid`. */
export function requestInQuery(parameters: Parameters): GraphqlRequest {
  return requestIn({ ...parameters, ...jsonMember(parameters, 'variables'), ...jsonMember(parameters, 'extensions') });
}

const FORM = /^application\/x-www-form-urlencoded\b/i;

/**
 * The request in a body: an object of JSON with `query`, or the bare document, which older clients send under any of the content
 * types. Errors: `graphql_request_invalid`, `invalid_request`.
 */
export function requestInBody(body: Buffer | undefined, contentType: string | undefined): GraphqlRequest {
  if (body === undefined || body.length === 0) throw refused('the body is empty, and the document is missing');
  if (!isUtf8(body)) throw refused('the body is not UTF-8');
  const json = jsonIn(body);
  if (json !== undefined) return requestIn(objectIn(json.value));
  const text = body.toString('utf8').replace(/^\ufeff/, '');
  if (contentType !== undefined && FORM.test(contentType) && text.startsWith('query=')) return requestInQuery(Object.fromEntries(new URLSearchParams(text)));
  const unsafe = unsafeText(text, 'query');
  if (unsafe !== undefined) throw unsafe;
  return { query: text };
}

function jsonIn(body: Buffer): { value: unknown } | undefined {
  try {
    return { value: parseJsonBody(body) };
  } catch (error) {
    if (error instanceof DomainError && error.code === 'malformed_body') return undefined; // then it is a document
    throw error;
  }
}

function objectIn(value: unknown): Parameters {
  if (Array.isArray(value)) throw refused('requests cannot be sent in batches: send them one by one');
  if (typeof value !== 'object' || value === null) throw refused('the body must be an object with the document in query');
  return value as Parameters;
}

function requestIn({ query, variables, operationName, extensions }: Parameters): GraphqlRequest {
  if (query === undefined || query === null || query === '') throw refused('the document is missing: send it as query');
  if (typeof query !== 'string') throw refused('query must be a text');
  if (!isObjectOrNone(variables)) throw refused('variables must be an object');
  if (!isObjectOrNone(extensions)) throw refused('extensions must be an object');
  if (operationName !== undefined && operationName !== null && typeof operationName !== 'string') throw refused('operationName must be a text');
  return { query, variables: variables ?? undefined, operationName: operationName || undefined };
}

const isObjectOrNone = (value: unknown): value is Parameters | null | undefined => value === undefined || value === null || (typeof value === 'object' && !Array.isArray(value));

function jsonMember(parameters: Parameters, name: string): Parameters {
  const text = parameters[name];
  if (text === undefined || text === '') return { [name]: undefined };
  if (typeof text !== 'string') throw refused(`${name} is given more than once`);
  try {
    return { [name]: parseJsonBody(Buffer.from(text)) };
  } catch (error) {
    if (error instanceof DomainError && error.code === 'malformed_body') throw refused(`${name} is not JSON`);
    throw error;
  }
}
