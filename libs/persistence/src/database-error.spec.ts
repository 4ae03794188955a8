import { DomainError } from '@ringpost/domain';
import { isRepeatable, isUnavailable, presentable, sqlStateOf } from './database-error.js';

const withCode = (code: string, cause?: Error): Error => Object.assign(new Error(code, { cause }), { code });

describe('a database that is not there', () => {
  it.each([
    ['08006', 'the connection was lost'], ['08P01', 'the protocol broke'], ['53300', 'there are too many connections'], ['53100', 'the disk is full'], ['57P01', 'it is being stopped'],
    ['57P03', 'it is starting'], ['58000', 'its system fails'], ['40P01', 'a deadlock came back each time'], ['40001', 'a conflict came back each time'],
    ['ECONNREFUSED', 'nobody listens'], ['ECONNRESET', 'the peer hung up'], ['EPIPE', 'the peer had hung up'], ['ETIMEDOUT', 'nobody answers'], ['ENOTFOUND', 'the name is unknown'],
    ['EAI_AGAIN', 'the name server is away'], ['EHOSTUNREACH', 'there is no way to it'],
  ])('is told from %s: %s', (code) => {
    expect(isUnavailable(withCode(code))).toBe(true);
  });

  it.each([
    'Connection terminated unexpectedly', 'Connection terminated due to connection timeout', 'Client has encountered a connection error and is not queryable',
    'Client was closed and is not queryable', 'timeout exceeded when trying to connect', 'Query read timeout', 'Cannot use a pool after calling end on the pool',
  ])('is told from the driver’s words "%s"', (message) => {
    expect(isUnavailable(new Error(message))).toBe(true);
  });

  it('is told from a database that is closed to everybody, and from nothing else of its code', () => {
    const of55000 = (message: string): Error => Object.assign(new Error(message), { code: '55000' });
    expect([isUnavailable(of55000('database "ringpost" is not currently accepting connections')), isUnavailable(of55000('currval of sequence "x" is not yet defined in this session'))]).toEqual([true, false]);
  });

  it('is found behind the errors that wrap it', () => {
    expect(isUnavailable(new Error('insert failed', { cause: new Error('driver', { cause: withCode('57P01') }) }))).toBe(true);
    expect(isUnavailable(Object.assign(new Error('orm'), { previous: withCode('ECONNREFUSED') }))).toBe(true);
  });

  it('asks the caller to come back, and keeps the cause', () => {
    const cause = withCode('57P01');
    expect(presentable(cause)).toMatchObject({ code: 'unavailable', retryAfter: 2, cause });
  });
});

describe('an error that is ours to mend', () => {
  it.each([['23505', 'a duplicate'], ['23514', 'a broken rule'], ['42P01', 'no such table'], ['42501', 'no tenant'], ['22P02', 'no uuid'], ['57014', 'a statement that took too long'], ['ENOENT', 'a file that is not there']])('is not taken for an absent database: %s, %s', (code) => {
    const error = withCode(code);
    expect(presentable(error)).toBe(error);
  });

  it('is what it is when it has no code at all', () => {
    const error = new TypeError('x is not a function');
    expect(presentable(error)).toBe(error);
    expect(sqlStateOf(error)).toBeUndefined();
    expect(isUnavailable(undefined)).toBe(false);
    expect(isUnavailable('a text')).toBe(false);
  });

  it('goes through when it is meant for the caller', () => {
    const error = new DomainError('device_not_found', { cause: withCode('57P01') });
    expect(presentable(error)).toBe(error);
  });
});

describe('an error that is worth trying again', () => {
  it.each(['40001', '40P01'])('is %s, also when it is wrapped', (code) => {
    expect(isRepeatable(new Error('orm', { cause: withCode(code) }))).toBe(true);
  });

  it.each(['23505', '57P01', 'EPIPE'])('is not %s', (code) => {
    expect(isRepeatable(withCode(code))).toBe(false);
  });
});
