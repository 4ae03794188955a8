import { STATUS_CODES } from 'node:http';
import type { Socket } from 'node:net';
import { DomainError } from '@ringpost/domain';
import { newRequestId } from '../http/request-context.js';
import type { ErrorTools } from './answer-error.js';
import { errorEnvelope } from './error-envelope.js';
import { answerIn } from './error-form.js';
import type { ErrorStatus } from './statuses.js';

/** What Node calls the ways in which bytes fail to become a request. Others are 400. */
const STATUSES: Readonly<Record<string, ErrorStatus>> = { HPE_HEADER_OVERFLOW: 431, ERR_HTTP_REQUEST_TIMEOUT: 408 };

/** What a handshake fails with: there is nobody to read an answer. */
const TLS = /^ERR_(?:SSL|TLS)_/;

type Tools = Pick<ErrorTools, 'clock' | 'errorForm'>;

/** Answers bytes that are no HTTP request. There is no request or reply yet, so the answer is written by hand. */
export const clientErrorHandler = (tools: Tools) => (error: NodeJS.ErrnoException, socket: Socket): void => {
  if (error.code === 'ECONNRESET' || socket.destroyed) return;
  if (TLS.test(error.code ?? '')) return void socket.destroy();
  if (socket.writable) socket.write(answer(STATUSES[error.code ?? ''] ?? 400, tools));
  socket.destroySoon(); // after the answer has left
};

function answer(given: ErrorStatus, { clock, errorForm = errorEnvelope }: Tools): string {
  const { status, headers, text } = answerIn(errorForm, new DomainError('malformed_request'), { requestId: newRequestId(), language: 'en', now: clock.now(), status: given });
  const lines = Object.entries({ ...headers, 'content-length': String(Buffer.byteLength(text)), connection: 'close' }).map(([name, value]) => `${name}: ${value}\r\n`);
  return `HTTP/1.1 ${status} ${STATUS_CODES[status]}\r\n${lines.join('')}\r\n${text}`;
}
