import { parseJsonBody } from './json-body.js';

const parse = (text: string): unknown => parseJsonBody(Buffer.from(text));
const failure = (text: string | Buffer): unknown => {
  try {
    return parseJsonBody(Buffer.from(text as string));
  } catch (error) {
    const { code, fields } = error as { code: string; fields: { field: string; code: string }[] };
    return fields.length > 0 ? fields.map((field) => `${field.field} ${field.code}`).join() : code;
  }
};

describe('a JSON body', () => {
  it('is what it says', () => {
    expect(parse('{"a":[1,"é 😀",null]}')).toEqual({ a: [1, 'é 😀', null] });
    expect(parse('"text"')).toBe('text');
    expect(parse('\ufeff{"a":1}')).toEqual({ a: 1 });
  });

  it('is undefined when it is empty', () => {
    expect(parse('')).toBeUndefined();
  });

  it.each(['{', '  ', 'NaN', '{"a":1}x', '{"a":"\u0000"}', Buffer.from([0x22, 0xc3, 0x22]), Buffer.from([0x22, 0xed, 0xa0, 0x80, 0x22])])('is malformed: %j', (text) => {
    expect(failure(text)).toBe('malformed_body');
  });

  it.each([
    ['{"a":"x\\u0000"}', 'a format'],
    ['{"a":{"b":[{"c":"\\ud800"}]}}', 'a.b[0].c format'],
    ['{"a":{"b\\u0000":1}}', 'a format'],
    ['{"\\udc00":1}', 'body format'],
    ['["ok","\\uDBFF"]', '[1] format'],
    ['"\\uD83D x"', 'body format'],
  ])('cannot be stored with %s', (text, where) => {
    expect(failure(text)).toBe(where);
  });

  it('may spell characters outside the first plane as pairs of escapes', () => {
    expect(parse('{"a":"\\ud83d\\ude00","b":"\\\\u0000"}')).toEqual({ a: '😀', b: '\\u0000' });
  });

  it('cannot change a prototype', () => {
    for (const text of ['{"__proto__":{"x":1},"a":1}', '{"\\u005f_proto__":{"x":1},"a":1}', '{"__pr\\u006fto__":{"x":1},"a":1}', '{"__prot\\u006F__":{"x":1},"a":1}']) {
      const value = parse(text) as { a: number; x?: number };
      expect(Object.assign({}, value).x).toBeUndefined();
      expect(Object.keys(value)).toEqual(['a']);
    }
  });

  it('may nest 64 levels deep, and no deeper', () => {
    const nested = (levels: number): string => '['.repeat(levels) + ']'.repeat(levels);
    expect(failure(nested(64))).toBeInstanceOf(Array);
    expect(failure(nested(65))).toBe('malformed_body');
    expect(failure(nested(500_000))).toBe('malformed_body');
    expect(failure(JSON.stringify({ a: '[{\\"'.repeat(500) }))).toEqual({ a: '[{\\"'.repeat(500) });
  });
});
