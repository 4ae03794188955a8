import { request as plain, type IncomingHttpHeaders, type IncomingMessage } from 'node:http';
import { request as secured } from 'node:https';
import { text } from 'node:stream/consumers';

/** What an authorization server answered. */
export interface FormAnswer {
  readonly status: number;
  readonly headers: IncomingHttpHeaders;
  readonly body: string;
}

/** How long to wait, and whom to trust. */
export interface PostOptions {
  readonly timeoutMs: number;
  /** Ends the waiting earlier. */
  readonly signal?: AbortSignal;
  /** PEM; trusted instead of the well-known authorities. */
  readonly ca?: string;
}

/** Posts a form, once, over a connection of its own. Rejects when there is no whole answer in time. */
export function postForm(url: string, form: Record<string, string>, { timeoutMs, signal, ca }: PostOptions): Promise<FormAnswer> {
  const body = new URLSearchParams(form).toString();
  const headers = { 'content-type': 'application/x-www-form-urlencoded', 'content-length': Buffer.byteLength(body), accept: 'application/json', connection: 'close' };
  const late = AbortSignal.timeout(timeoutMs);
  const options = { method: 'POST', signal: signal ? AbortSignal.any([signal, late]) : late, headers } as const;
  return new Promise((resolve, reject) => {
    const read = (response: IncomingMessage): void => {
      text(response).then((read) => resolve({ status: response.statusCode ?? 0, headers: response.headers, body: read }), reject);
    };
    const asking = url.startsWith('https:') ? secured(url, { ...options, ca }, read) : plain(url, options, read);
    asking.on('error', reject).end(body);
  });
}
