import { DomainError, ERRORS, invalidField, type ErrorKind } from './errors.js';

const STATUS = {
  invalid: 400, unauthenticated: 401, forbidden: 403, not_found: 404, method_not_allowed: 405, conflict: 409, too_large: 413,
  unsupported: 415, unprocessable: 422, too_many: 429, internal: 500, unavailable: 503,
} as const satisfies Record<ErrorKind, number>;
const AREAS = ['00', '01', '02', '03', '04', '05', '06', '07', '09'];
const rows = Object.entries(ERRORS);

describe('the table of errors', () => {
  it('gives every number once', () => {
    expect(new Set(rows.map(([, { number }]) => number)).size).toBe(rows.length);
  });

  it.each(rows)('gives %s eight digits that begin with the status of its kind', (_code, { kind, number }) => {
    expect(String(number)).toMatch(/^\d{8}$/);
    expect(Math.floor(number / 100_000)).toBe(STATUS[kind]);
  });

  it.each(rows)('puts %s into a known area', (_code, { number }) => {
    expect(AREAS).toContain(String(number).slice(3, 5));
  });

  it.each(rows)('words %s in English and in Chinese, without a full stop', (_code, { en, zh }) => {
    expect(en).toMatch(/^[A-Z].*[^.]$/);
    expect(zh).toMatch(/\p{Script=Han}/u);
    expect(zh).not.toMatch(/。$/);
  });
});

describe('a domain error', () => {
  it('knows its kind from the table', () => {
    expect(new DomainError('device_not_found').kind).toBe('not_found');
  });

  it('carries what the caller may be told, and keeps the cause to itself', () => {
    const cause = new Error('disk full');
    const error = new DomainError('unavailable', { retryAfter: 2, cause });
    expect(error).toMatchObject({ code: 'unavailable', retryAfter: 2, cause, fields: [] });
    expect(error.message).not.toContain('disk');
  });

  it('names the field that is wrong', () => {
    const error = invalidField('title', 'length', 'title is too long');
    expect(error).toMatchObject({ code: 'invalid_request', detail: 'title is too long', fields: [{ field: 'title', code: 'length', description: 'title is too long' }] });
  });
});
