import { request as plain, type IncomingHttpHeaders, type IncomingMessage } from 'node:http';
import { request as secured } from 'node:https';
import type { Reach } from '@ringpost/domain';
import { targetOf } from '../public-lookup.js';

/** What an authorization server answered. */
export interface FormAnswer {
  readonly status: number;
  readonly headers: IncomingHttpHeaders;
  readonly body: string;
}

/** How long to wait, whom to trust, and where to connect to. */
export interface PostOptions {
  readonly timeoutMs: number;
  readonly reach: Reach;
  /** Ends the waiting earlier. */
  readonly signal?: AbortSignal;
  /** PEM; trusted instead of the well-known authorities. */
  readonly ca?: string;
}

const LARGEST_ANSWER = 65_536;

/** Posts a form, once, over a connection of its own. Rejects when there is no whole answer in time, or one of more than 64 KiB. */
export function postForm(url: string, form: Record<string, string>, { timeoutMs, reach, signal, ca }: PostOptions): Promise<FormAnswer> {
  const body = new URLSearchParams(form).toString();
  const { hostname, host } = new URL(url), target = targetOf(hostname.replace(/^\[|\]$/g, ''), reach);
  const headers = { host, 'content-type': 'application/x-www-form-urlencoded', 'content-length': Buffer.byteLength(body), accept: 'application/json', connection: 'close' };
  const late = AbortSignal.timeout(timeoutMs);
  const options = { hostname: target.host, lookup: target.lookup, method: 'POST', agent: false, signal: signal ? AbortSignal.any([signal, late]) : late, headers } as const;
  return new Promise((resolve, reject) => {
    const read = (response: IncomingMessage): void => {
      textOf(response).then((text) => resolve({ status: response.statusCode ?? 0, headers: response.headers, body: text }), reject);
    };
    const asking = url.startsWith('https:') ? secured(url, { ...options, ca }, read) : plain(url, options, read);
    asking.on('error', reject).end(body);
  });
}

async function textOf(response: IncomingMessage): Promise<string> {
  const chunks: Buffer[] = [];
  let size = 0;
  for await (const chunk of response as AsyncIterable<Buffer>) {
    size += chunk.length;
    if (size > LARGEST_ANSWER) throw Object.assign(new Error(`the answer has more than ${LARGEST_ANSWER} bytes`), { code: 'EMSGSIZE' });
    chunks.push(chunk);
  }
  return Buffer.concat(chunks).toString();
}
