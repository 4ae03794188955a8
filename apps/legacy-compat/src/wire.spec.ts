import { wireInteger } from './wire.js';

it.each(['0', '1', '9007199254740991', '9007199254740992', '9007199254740993', '9223372036854775807'])('writes %s with all its digits, as a number', (digits) => {
  expect(JSON.stringify({ id: wireInteger(digits) })).toBe(`{"id":${digits}}`);
});
