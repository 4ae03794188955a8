import { codeOf } from '@ringpost/domain/testing';
import { PasswordQueue } from './password-queue.js';

const CHEAP = '$argon2id$v=19$m=8,t=1,p=1$c29tZXNhbHRzb21lc2FsdA$9Hj8UGzX0Iz0n0xPpXtX5B6QZkqS1bU5kFq8k1P0K1o';

describe('the queue of passwords', () => {
  it('makes and knows a password', async () => {
    const queue = new PasswordQueue();
    const stored = await queue.hash('correct horse');
    expect([await queue.check('correct horse', stored), await queue.check('wrong horse', stored), await queue.check('correct horse', undefined)]).toEqual([true, false, false]);
  });

  it('takes one at a time, in the order in which they came', async () => {
    const queue = new PasswordQueue();
    const order: number[] = [];
    // The first is the dearest: side by side the others would be done long before it.
    const dear = queue.hash('correct horse').then(() => order.push(0));
    await Promise.all([dear, ...[1, 2, 3].map((n) => queue.check('wrong', CHEAP).then(() => order.push(n)))]);
    expect(order).toEqual([0, 1, 2, 3]);
  });

  it('holds fifty; the next one is refused with a time to come back', async () => {
    const queue = new PasswordQueue();
    const held = Array.from({ length: 50 }, () => queue.check('wrong', CHEAP));
    expect(await codeOf(queue.check('one more', CHEAP))).toBe('login_throttled');
    await expect(queue.hash('one more')).rejects.toMatchObject({ retryAfter: 5 });
    expect(await Promise.all(held)).toEqual(Array(50).fill(false));
    expect(await queue.check('one more', CHEAP)).toBe(false);
  });

  it('goes on after one that failed, and tells only those who asked for it', async () => {
    const queue = new PasswordQueue();
    const [failed, next] = [queue.check('x', 'no PHC string'), queue.check('wrong', CHEAP)];
    await expect(failed).rejects.toThrow('no PHC string');
    expect(await next).toBe(false);
  });
});
