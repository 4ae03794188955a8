import { inFewWords } from '@ringpost/domain';
import type { NodemailerError } from 'nodemailer';
import { hideAddresses } from './email-address.js';
import { refusalOf, replyIn, worstOf, type Refusal } from './smtp-reply.js';

/** What the server says before it has heard of a recipient is about the account. */
const BEFORE_THE_MAIL = /^(?:CONN|EHLO|HELO|STARTTLS|AUTH\b.*|MAIL FROM)$/;
const CERTIFICATE = /^(?:CERT_|DEPTH_ZERO_SELF_SIGNED_CERT$|SELF_SIGNED_CERT_IN_CHAIN$|UNABLE_TO_|ERR_TLS_CERT_ALTNAME_INVALID$|HOSTNAME_MISMATCH$|INVALID_CA$|INVALID_PURPOSE$|PATH_LENGTH_EXCEEDED$)/;
const WORDS: Readonly<Record<string, string>> = { ETIMEDOUT: 'timeout', ECONNECTION: 'connection', ESOCKET: 'connection', EDNS: 'dns', ETLS: 'tls', EPROTOCOL: 'protocol' };

/** What came of a mail that nodemailer failed to send. Never throws. */
export function outcomeOfError(error: NodemailerError): Refusal {
  if (error.rejectedErrors?.length) return worstOf(error.rejectedErrors.map(outcomeOfError)) ?? deferredFor(error);
  if (error.response) return outcomeOfReply(error, error.response);
  const told = { response: wordsOf(error) };
  const cause = error.originalCode ?? error.code ?? '';
  if (CERTIFICATE.test(cause)) return { kind: 'misconfigured', scope: 'account', reason: 'certificate', ...told };
  if (error.code === 'EAUTH') return { kind: 'misconfigured', scope: 'account', reason: 'auth', ...told };
  // Without a word of the server's: nodemailer itself would not send this.
  if (error.code === 'EENVELOPE' || error.code === 'EMESSAGE') return { kind: 'misconfigured', scope: 'payload', reason: 'message', ...told };
  return deferredFor(error);
}

function outcomeOfReply(error: NodemailerError, response: string): Refusal {
  const reply = replyIn(response);
  if (reply.code === 0) return { kind: 'deferred', reason: 'protocol', response: 'the server answered with what is no reply of SMTP' };
  const about = BEFORE_THE_MAIL.test(error.command ?? '') ? 'account' : undefined;
  return refusalOf({ ...reply, ...(about && { about }) });
}

function deferredFor(error: NodemailerError): Refusal {
  if (error.code !== 'EABORT') return { kind: 'deferred', reason: WORDS[error.code ?? ''] ?? 'connection', response: wordsOf(error) };
  const isLate = (error.cause as Error | undefined)?.name === 'TimeoutError';
  return { kind: 'deferred', reason: isLate ? 'timeout' : 'closed', response: isLate ? 'no answer came in time' : 'the client was closed' };
}

const wordsOf = (error: NodemailerError): string => inFewWords(hideAddresses(error.message.slice(0, 4_000)));
