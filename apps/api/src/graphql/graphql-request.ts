import { isUtf8 } from 'node:buffer';
import { DomainError } from '@ringpost/domain';
import { parseJsonBody, unsafeText } from '@ringpost/edge';

/** What a client asks for (GraphQL over HTTP). */
export interface GraphqlRequest {
  readonly query: string;
  readonly variables?: Readonly<Record<string, unknown>>;
  readonly operationName?: string;
  /** SHA-256 of the document in hexadecimal, from a client that may send it instead of the document. */
  readonly hash?: string;
}

/** One that may have come with the hash alone. */
export type IncompleteRequest = Omit<GraphqlRequest, 'query'> & { readonly query?: string };

type Parameters = Readonly<Record<string, unknown>>;

const refused = (detail: string): DomainError => new DomainError('graphql_request_invalid', { detail });

/** The request in a query string. Blanks may be written `+` or `%20`. Errors: `graphql_request_invalid`. */
export function requestInQuery(parameters: Parameters): IncompleteRequest {
  return requestIn({ ...parameters, ...jsonMember(parameters, 'variables'), ...jsonMember(parameters, 'extensions') });
}

const FORM = /^application\/x-www-form-urlencoded\b/i;
const PAIR = /^\w*=/; // no document begins like this

/**
 * The request in a body: an object of JSON with `query`, or the bare document, which older clients send under any of the content
 * types. Errors: `graphql_request_invalid`, `invalid_request`.
 */
export function requestInBody(body: Buffer | undefined, contentType: string | undefined): IncompleteRequest {
  if (body === undefined || body.length === 0) throw refused('the body is empty, and the document is missing');
  if (!isUtf8(body)) throw refused('the body is not UTF-8');
  const json = jsonIn(body);
  if (json !== undefined) return requestIn(objectIn(json.value));
  const text = body.toString('utf8').replace(/^\ufeff/, '');
  if (contentType !== undefined && FORM.test(contentType) && PAIR.test(text)) return requestInQuery(parametersIn(text));
  const unsafe = unsafeText(text, 'query');
  if (unsafe !== undefined) throw unsafe;
  return { query: text };
}

function jsonIn(body: Buffer): { value: unknown } | undefined {
  try {
    return { value: parseJsonBody(body) };
  } catch (error) {
    if (!(error instanceof DomainError) || error.code !== 'malformed_body') throw error;
    if (error.detail !== undefined) throw refused(error.detail); // it is JSON, but too much of it
    return undefined; // then it is a document
  }
}

// Names that come twice are lists, which is what is wrong with them.
function parametersIn(form: string): Parameters {
  const pairs = new URLSearchParams(form);
  return Object.fromEntries([...pairs.keys()].map((name) => [name, pairs.getAll(name).length > 1 ? pairs.getAll(name) : pairs.get(name)]));
}

function objectIn(value: unknown): Parameters {
  if (Array.isArray(value)) throw refused('requests cannot be sent in batches: send them one by one');
  if (typeof value !== 'object' || value === null) throw refused('the body must be an object with the document in query');
  return value as Parameters;
}

function requestIn({ query, variables, operationName, extensions }: Parameters): IncompleteRequest {
  if (!isObjectOrNone(variables)) throw refused('variables must be an object');
  if (!isObjectOrNone(extensions)) throw refused('extensions must be an object');
  if (operationName !== undefined && operationName !== null && typeof operationName !== 'string') throw refused('operationName must be a text');
  const hash = hashIn(extensions?.['persistedQuery']);
  if (query !== undefined && query !== null && typeof query !== 'string') throw refused('query must be a text');
  if (!query && hash === undefined) throw refused('the document is missing: send it as query');
  return { query: query || undefined, variables: variables ?? undefined, operationName: operationName || undefined, hash };
}

const HASH = /^[0-9a-f]{64}$/;

// The extension that Apollo's clients send, in its only version.
function hashIn(persisted: unknown): string | undefined {
  if (persisted === undefined || persisted === null) return undefined;
  const { version, sha256Hash: hash } = Object(persisted) as { version?: unknown; sha256Hash?: unknown };
  if (version !== 1 || typeof hash !== 'string' || !HASH.test(hash)) throw refused('persistedQuery must have version 1 and a sha256Hash of 64 hexadecimal digits');
  return hash;
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
