import type { Socket } from 'node:net';
import { DomainError, type Clock } from '@ringpost/domain';
import { newRequestId } from '../http/request-context.js';
import { errorEnvelope } from './error-envelope.js';
import type { ErrorStatus } from './statuses.js';

/** What Node calls the ways in which bytes fail to become a request. Others are 400. */
const STATUSES: Readonly<Record<string, ErrorStatus>> = { HPE_HEADER_OVERFLOW: 431, ERR_HTTP_REQUEST_TIMEOUT: 408 };

/** Answers bytes that are no HTTP request. There is no request or reply yet, so the answer is written by hand. */
export const clientErrorHandler = (clock: Clock) => (error: NodeJS.ErrnoException, socket: Socket): void => {
  if (error.code === 'ECONNRESET' || socket.destroyed) return;
  if (socket.writable) socket.write(answer(STATUSES[error.code ?? ''] ?? 400, clock));
  socket.destroySoon(); // after the answer has left
};

function answer(status: ErrorStatus, clock: Clock): string {
  const { headers, body } = errorEnvelope(new DomainError('malformed_request'), { requestId: newRequestId(), language: 'en', now: clock.now(), status });
  const json = JSON.stringify(body);
  const lines = Object.entries({ ...headers, 'content-length': String(Buffer.byteLength(json)), connection: 'close' }).map(([name, value]) => `${name}: ${value}\r\n`);
  return `HTTP/1.1 ${status} ${body.title}\r\n${lines.join('')}\r\n${json}`;
}
