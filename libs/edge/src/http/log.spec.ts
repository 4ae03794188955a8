import { errorForLog } from './log.js';

describe('an error in the log', () => {
  it('has its type, words, stack and causes, and nothing else', () => {
    const error = Object.assign(new TypeError('no', { cause: new Error('because') }), { code: '23505', parameters: ['a token'], query: 'insert' });
    expect(errorForLog(error)).toEqual({ type: 'TypeError', message: 'no', code: '23505', stack: expect.stringContaining('TypeError: no') as string, cause: { type: 'Error', message: 'because', stack: expect.any(String) as string } });
  });

  it('ends, even when it is its own cause', () => {
    const error = new Error('round');
    error.cause = error;
    expect(JSON.stringify(errorForLog(error)).match(/"message"/g)).toHaveLength(4);
  });

  it('may be anything that can be thrown', () => {
    expect([errorForLog('text'), errorForLog(undefined), errorForLog({ a: 1 })]).toEqual(['text', 'undefined', '[object Object]']);
  });

  it('has no tokens', () => {
    expect(errorForLog('jwt eyJhbGciOiJI.eyJzdWIiOiIx.c2lnbmF0dXJl, bearer abc')).toBe('jwt [token], Bearer [token]');
  });
});
