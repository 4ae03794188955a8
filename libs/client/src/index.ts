import createFetchClient, { type Client, type Middleware } from 'openapi-fetch';
import type { paths } from '@ringpost/contracts';

/** Gives the bearer token of the next request. `renewed`: the last one was refused, get a fresh one. */
export type TokenSource = (renewed: boolean) => string | Promise<string>;

/** Where the service is and who is calling. */
export interface ClientOptions {
  /** `https://ring.example.com`, without a slash at the end. */
  readonly baseUrl: string;
  readonly token: string | TokenSource;
  /** `X-Tenant-ID`: needed only by a platform's administrator. */
  readonly tenantId?: string;
  /** The language of error messages, such as `zh-CN`. */
  readonly language?: string;
  readonly fetch?: typeof fetch;
}

/** The REST surface with every path, parameter, body and answer typed by the contract: `client.GET('/notifications/unread', …)`. */
export type RingpostClient = Client<paths>;

/** A client. After a 401, and only then, it asks the source for a fresh token and sends the request once more. */
export function createClient({ baseUrl, token, tenantId, language, fetch: send = fetch }: ClientOptions): RingpostClient {
  const source: TokenSource = typeof token === 'string' ? () => token : token;
  const client = createFetchClient<paths>({ baseUrl, fetch: send });
  client.use(authorized(source, send));
  if (tenantId !== undefined) client.use(withHeader('x-tenant-id', tenantId));
  if (language !== undefined) client.use(withHeader('accept-language', language));
  return client;
}

const withHeader = (name: string, value: string): Middleware => ({
  onRequest({ request }) {
    request.headers.set(name, value);
    return request;
  },
});

function authorized(source: TokenSource, send: typeof fetch): Middleware {
  const copies = new WeakMap<Request, Request>(); // a body can be read once: the copy is what a second try sends
  return {
    async onRequest({ request }) {
      request.headers.set('authorization', `Bearer ${await source(false)}`);
      copies.set(request, request.clone());
      return request;
    },
    async onResponse({ request, response }) {
      const copy = copies.get(request);
      if (response.status !== 401 || copy === undefined) return response;
      const [fresh, old] = [`Bearer ${await source(true)}`, copy.headers.get('authorization')];
      if (fresh === old) return response; // asking again with the same token cannot end differently
      copy.headers.set('authorization', fresh);
      return send(copy);
    },
  };
}
