import { parseJson } from './json.js';

describe('JSON', () => {
  it('may hold text that cannot be stored, which is for the surface to judge', () => {
    expect(parseJson(Buffer.from('{"a":"x\\u0000","b":"\\ud800"}'))).toEqual({ a: 'x\0', b: '\ud800' });
  });

  it('is read without a byte order mark, and without a way to a prototype', () => {
    const value = parseJson(Buffer.from('\ufeff{"__proto__":{"x":1},"a":1}')) as object;
    expect([Object.keys(value), (value as { x?: number }).x]).toEqual([['a'], undefined]);
  });

  it('is undefined when it is empty', () => {
    expect(parseJson(Buffer.alloc(0))).toBeUndefined();
  });

  it.each([['text', '{'], ['bytes', Buffer.from([0x22, 0xff, 0x22])], ['depth', '['.repeat(65) + ']'.repeat(65)], ['many values', `[${'{},'.repeat(300_000)}{}]`]])('is malformed by its %s', (_, content) => {
    expect(() => parseJson(Buffer.from(content as string))).toThrow(expect.objectContaining({ code: 'malformed_body' }) as Error);
  });

  it('may name half a million recipients, whatever their names are made of', () => {
    const recipients = Array.from({ length: 500_000 }, (_, i) => `{[,"${i}`);
    expect((parseJson(Buffer.from(JSON.stringify({ recipients }))) as { recipients: string[] }).recipients.length).toBe(500_000);
  });
});
