import { DomainError, ERRORS, invalidField, type ErrorCode } from '@ringpost/domain';
import { errorEnvelope } from './error-envelope.js';
import { STATUS, TITLES } from './statuses.js';

const context = { requestId: 'req-1', language: 'en', now: new Date('2026-03-01T12:00:00.700Z') } as const;

describe('the envelope of an error', () => {
  it('has every member that there is something to say about', () => {
    const error = new DomainError('unavailable', { detail: 'no database', retryAfter: 1.2 });
    expect(errorEnvelope(error, context)).toEqual({
      status: 503,
      headers: {},
      body: { code: 50309001, message: ERRORS.unavailable.en, timestamp: '2026-03-01T12:00:00Z', status: 503, title: 'Service Unavailable', detail: 'no database', request_id: 'req-1', retry_after: 2 },
    });
  });

  it('asks for a bearer token, and says when the given one is not good', () => {
    expect((['token_missing', 'token_invalid', 'token_expired', 'scope_missing'] as const).map((code) => errorEnvelope(new DomainError(code), context).headers)).toEqual([
      { 'www-authenticate': 'Bearer' }, { 'www-authenticate': 'Bearer error="invalid_token"' }, { 'www-authenticate': 'Bearer error="invalid_token"' }, {},
    ]);
  });

  it('names the members of the input', () => {
    expect(errorEnvelope(invalidField('page', 'range', 'page must be 1 or more'), context).body.errors).toEqual([{ field: 'page', code: 'range', description: 'page must be 1 or more' }]);
  });

  it('leaves out what is absent', () => {
    expect(Object.keys(errorEnvelope(new DomainError('route_not_found'), context).body)).toEqual(['code', 'message', 'timestamp', 'status', 'title', 'request_id']);
  });

  it('speaks Chinese', () => {
    expect(errorEnvelope(new DomainError('token_missing'), { ...context, language: 'zh' }).body).toMatchObject({ message: '未认证：缺少令牌', title: '未认证' });
  });

  it('keeps the detail of an internal error to itself', () => {
    expect(errorEnvelope(new DomainError('internal', { detail: 'select secret' }), context).body).not.toHaveProperty('detail');
  });

  it.each(Object.keys(ERRORS) as ErrorCode[])('gives %s the status that its number begins with', (code) => {
    const { status, body } = errorEnvelope(new DomainError(code), context);
    expect(String(body.code)).toMatch(new RegExp(`^${status}\\d{5}$`));
    expect(TITLES[STATUS[ERRORS[code].kind]].zh).toBeTruthy();
  });
});
