import { phoneNumberOf } from './phone-number.js';

describe('a telephone number', () => {
  it.each([
    ['13800138000', '+8613800138000'], ['+86 138 0013 8000', '+8613800138000'], ['+36 30 123 4567', '+36301234567'], ['0036301234567', '+36301234567'], ['+1 (213) 373-4253', '+12133734253'], ['+１２１３３７３４２５３', '+12133734253'],
  ])('is read from %s', (text, number) => {
    expect(phoneNumberOf(text)).toBe(number);
  });

  it.each(['', '12', 'call me', '+99912345678', '138001380001380013800013800', "13800138000'; drop table delivery", '+8613800138000\r\nX: y'.repeat(9)])('is not what %j says', (text) => {
    expect(phoneNumberOf(text)).toBeUndefined();
  });
});
