import { codeOf } from '@ringpost/domain/testing';
import { BodyPipe, jsonObjectIn } from './body.pipe.js';
import { LoginBody } from './users/user.request.js';

const bytes = (text: string): Buffer => Buffer.from(text);

it('reads an object of JSON, also after a byte order mark and between blanks', () => {
  expect([jsonObjectIn(bytes('{"a":1}')), jsonObjectIn(bytes('\ufeff \n{"a":"\\ud83d"}\r\n '))]).toEqual([{ a: 1 }, { a: '\ud83d' }]);
});

it.each(['', ' ', '[]', '[{}]', '"text"', '7', 'true', 'null', '{', '{}x', "{'a':1}", '{"a":undefined}'])('refuses %j', async (text) => {
  expect(await codeOf(() => jsonObjectIn(bytes(text)))).toBe('malformed_body');
});

it.each([undefined, null, 'text', {}])('refuses %j, which is no bytes', async (value) => {
  expect(await codeOf(() => jsonObjectIn(value))).toBe('malformed_body');
});

it('refuses what is no UTF-8 or nests too deep to be meant', async () => {
  for (const body of [Buffer.from([0x7b, 0x22, 0xff, 0x22, 0x3a, 0x31, 0x7d]), bytes(`{"a":${'['.repeat(5_000)}${']'.repeat(5_000)}}`)]) expect(await codeOf(() => jsonObjectIn(body))).toBe('malformed_body');
});

it('keeps prototypes as they are', () => {
  expect((jsonObjectIn(bytes('{"__proto__":{"polluted":1}}')) as { polluted?: number }).polluted).toBeUndefined();
});

it('makes the class of a body of the members that it knows, and leaves other parameters alone', () => {
  const pipe = new BodyPipe();
  const body = pipe.transform(bytes('{"username":"alice_01","password":"secret-123","more":"\\u0000"}'), { type: 'body', metatype: LoginBody });
  expect([body, body instanceof LoginBody]).toEqual([{ username: 'alice_01', password: 'secret-123' }, true]);
  expect(pipe.transform('text', { type: 'param', metatype: String })).toBe('text');
});
