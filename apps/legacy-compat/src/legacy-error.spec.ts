import { DomainError, ERRORS, invalidField, type ErrorCode, type FieldError } from '@ringpost/domain';
import { legacyError } from './legacy-error.js';

const context = { requestId: 'one', language: 'zh', now: new Date(0) } as const;
const seen = (error: DomainError): string => {
  const { status, body } = legacyError(error, context);
  return `${status} ${JSON.stringify(body)}`;
};

it.each<[ErrorCode, string]>([
  ['token_missing', '400 {"message":"no token"}'],
  ['token_invalid', '401 {"message":"invalid token"}'],
  ['token_expired', '401 {"message":"invalid token"}'],
  ['tenant_missing', '401 {"message":"invalid token"}'],
  ['login_refused', '400 {"message":"username or password error"}'],
  ['login_throttled', '429 {"message":"username or password error"}'],
  ['push_token_not_found', '400 {"message":"no data error"}'],
  ['moves_exhausted', '400 {"message":"push_token error"}'],
  ['invalid_request', '400 {"message":"paramer error"}'],
  ['malformed_body', '400 {"message":"paramer error"}'],
  ['malformed_request', '400 {"message":"paramer error"}'],
  ['body_too_large', '400 {"message":"paramer error"}'],
  ['media_type_unsupported', '400 {"message":"paramer error"}'],
  ['route_not_found', '404 {"message":"paramer error"}'],
  ['method_not_allowed', '405 {"message":"paramer error"}'],
  ['internal', '500 {"message":"10001"}'],
  ['unavailable', '500 {"message":"10001"}'],
  ['overloaded', '500 {"message":"10001"}'],
])('%s is %s', (code, answer) => {
  expect(seen(new DomainError(code))).toBe(answer);
});

it.each<[FieldError['code'], string]>([
  ['required', 'undefined language'], ['type', 'language format error'], ['format', 'language format error'], ['length', 'language length error'], ['enum', 'language error'], ['range', 'language error'],
])('a field with the problem %s is %s', (code, message) => {
  expect(seen(invalidField('language', code, 'whatever'))).toBe(`400 {"message":"${message}"}`);
});

it('names the first of several fields', () => {
  const fields = (['push_token', 'language'] as const).map((field) => ({ field, code: 'required', description: '' }) as const);
  expect(seen(new DomainError('invalid_request', { fields }))).toBe('400 {"message":"undefined push_token"}');
});

it('never tells a detail, and answers every error of the product with one member', () => {
  for (const code of Object.keys(ERRORS) as ErrorCode[]) {
    const { status, body } = legacyError(new DomainError(code, { detail: 'a secret', cause: new Error('another') }), context);
    expect([code, Object.keys(body), JSON.stringify(body).includes('secret'), status >= 400]).toEqual([code, ['message'], false, true]);
  }
});

it('keeps the status of bytes that are no request', () => {
  expect(legacyError(new DomainError('malformed_request'), { ...context, status: 431 })).toEqual({ status: 431, body: { message: 'paramer error' } });
});
