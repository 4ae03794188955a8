import { isEmailAddress } from './email-address.js';

describe('an e-mail address', () => {
  it.each([
    'user@example.com', 'First.Last+tag@Mail.Example.co.uk', "o'hara=x/y@example.com", '用户@例え.テスト', 'anna@bücher.example', 'anna@xn--bcher-kva.xn--p1ai', `${'a'.repeat(64)}@example.com`,
  ])('is %s', (text) => {
    expect(isEmailAddress(text)).toBe(true);
  });

  it.each([
    '"anna"@example.com', '"an na"@example.com', 'a"b@example.com', '"\r\n"@example.com', 'anna@example.com\n', 'an\u200bna@example.com', 'anna\u2028@example.com', 'Anna <anna@example.com>',
    'a..b@example.com', '.a@example.com', 'a.@example.com', 'a@b@example.com', 'a,b@example.com', 'anna', '@example.com', 'anna@', 'anna@localhost', 'anna@example..com', 'anna@-example.com', 'anna@example-.com',
    'anna@a_b.com', 'anna@127.0.0.1', 'anna@[127.0.0.1]', 'anna@example.c', `${'a'.repeat(65)}@example.com`, `${'例'.repeat(22)}@example.com`, `a@${'a.'.repeat(150)}com`,
  ])('is not %j', (text) => {
    expect(isEmailAddress(text)).toBe(false);
  });

  it('is told from a long text at once', () => {
    const started = performance.now();
    for (const text of ['a'.repeat(1_000_000), `${'a.'.repeat(500_000)}@x`, `a@${'a-'.repeat(500_000)}`, '@'.repeat(1_000_000)]) expect(isEmailAddress(text)).toBe(false);
    expect(performance.now() - started).toBeLessThan(1_000);
  });
});
