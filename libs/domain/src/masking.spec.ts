import { maskCodes, maskRecipient } from './masking.js';

describe('a masked recipient', () => {
  it.each([
    ['13800138000', '138****8000'],
    ['+8613800138000', '+86138****8000'],
    ['138 0013 8000', '138****8000'],
    ['+1 (415) 555-2671', '+141****2671'],
    ['12345678', '****5678'],
    ['1234567', '****'],
    ['+1234567', '****'],
    ['110', '****'],
    ['', '****'],
  ])('shows the phone number %j as %s', (phone, shown) => {
    expect(maskRecipient('sms', phone)).toBe(shown);
  });

  it.each([
    ['user@example.com', 'u***@example.com'],
    ['u@example.com', 'u***@example.com'],
    ['first.last+tag@mail.example.co.uk', 'f***@mail.example.co.uk'],
    ['"odd@local"@example.com', '"***@example.com'],
    ['😀mile@example.com', '😀***@example.com'],
    ['@example.com', '***'],
    ['no address at all', '***'],
    ['', '***'],
  ])('shows the e-mail address %j as %s', (email, shown) => {
    expect(maskRecipient('email', email)).toBe(shown);
  });

  it.each([
    ['740f4707bebcf74f9b7c25d48e3358945f6aa01da5ddb387462c7eaf61bb78ad', '740f****78ad'],
    ['abcd123456789', 'abcd****6789'],
    ['abcd12345678', '****'],
    ['abcd****6789', 'abcd****6789'],
    ['short', '****'],
    ['', '****'],
  ])('shows the push token %j as %s', (token, shown) => {
    expect(maskRecipient('push', token)).toBe(shown);
  });
});

describe('a code in a text is starred out', () => {
  it.each([
    ['Your code is 482913', 'Your code is ******'],
    ['Code: 4829', 'Code: ****'],
    ['CODE 48291357', 'CODE ********'],
    ['482913 is your verification code', '****** is your verification code'],
    ['482913 is your Ringpost code.', '****** is your Ringpost code.'],
    ['G-482913 is your Google verification code.', 'G-****** is your Google verification code.'],
    ['Your OTP: 482913. Do not share it.', 'Your OTP: ******. Do not share it.'],
    ['Use OTP 482913 to sign in', 'Use OTP ****** to sign in'],
    ['PIN=0417', 'PIN=****'],
    ['Your passcode is 48291', 'Your passcode is *****'],
    ['Your temporary password: 99887766', 'Your temporary password: ********'],
    ['Security code 482913', 'Security code ******'],
    ['Your backup codes: 48291357', 'Your backup codes: ********'],
    ['Enter this code:\n\n482913\n\nIt expires soon.', 'Enter this code:\n\n******\n\nIt expires soon.'],
    ['authcode=482913', 'authcode=******'],
    ['code(482913)', 'code(******)'],
    ['Your code is 482913, valid for 10 minutes', 'Your code is ******, valid for 10 minutes'],
    ['【灵讯】验证码482913，5分钟内有效。', '【灵讯】验证码******，5分钟内有效。'],
    ['您的验证码是：4829', '您的验证码是：****'],
    ['482913（登录验证码）', '******（登录验证码）'],
    ['482913是您的验证码，请勿泄露', '******是您的验证码，请勿泄露'],
    ['校验码 4829', '校验码 ****'],
    ['动态码：482913', '动态码：******'],
    ['动态密码482913', '动态密码******'],
    ['您的口令为482913', '您的口令为******'],
    ['激活码：48291357', '激活码：********'],
    ['驗證碼：482913', '驗證碼：******'],
    ['code 1111 and code 2222', 'code **** and code ****'],
    ['Your verification code to log in to your Ringpost account is 482913', 'Your verification code to log in to your Ringpost account is ******'],
    ['482913 is your one-time doorbell login code', '****** is your one-time doorbell login code'],
    ['Your verification code for the account at www.example.com is 482913.', 'Your verification code for the account at www.example.com is ******.'],
    ['您用于登录灵讯账号并绑定门铃设备与家人共享的本次验证码，请在页面中输入并妥善保管好：482913', '您用于登录灵讯账号并绑定门铃设备与家人共享的本次验证码，请在页面中输入并妥善保管好：******'],
    ['Your verification code to log in to your Ringpost account is 2026', 'Your verification code to log in to your Ringpost account is ****'],
    ['code: 123 456', 'code: *** ***'],
    ['code 123-456', 'code ***-***'],
    ['123 456 is your code', '*** *** is your code'],
    ['Your recovery code: 1234-5678', 'Your recovery code: ****-****'],
    ['Your code is 482913, order 77', 'Your code is ******, order 77'],
  ])('%j', (text, masked) => {
    expect(maskCodes(text)).toBe(masked);
  });
});

describe('a number that is no code stays', () => {
  it.each([
    ['a year', 'See you in 2026 at the fair'],
    ['a price', 'Your order comes to 1499 EUR'],
    ['an order number', 'Order 48291357 has been shipped'],
    ['an order number that a sentence parts from the word', 'Order 48291357 shipped. Your code follows.'],
    ['an order number far from the word', 'Enter the code that we sent you by mail last week to confirm order 48291357'],
    ['a price near the word', 'Use code SAVE for $1299 off'],
    ['a price with cents near the word', 'Use code SAVE to get 1299.50 off'],
    ['a price in Chinese near the word', '凭优惠码立减￥1299'],
    ['a price before its currency near the word', 'Use code SAVE to get 1299 EUR off'],
    ['a price with a space in it', 'Use code SAVE to get $123 456 off'],
    ['a year far from the word', 'Enter the code at the door of the winter fair in early March 2026'],
    ['an order number after its name', 'Show the code at the counter of the shop when asked for order no. 48291357'],
    ['a Chinese order number far from the word', '请在取件柜的屏幕上输入验证码，然后按照屏幕上的提示完成取件并在手机中确认您的订单号：48291357'],
    ['a number in another sentence', 'We sent you a code by mail some days ago. It says how to reach us: 4829135'],
    ['a number too far from the word', 'The code lets you in at any of our many counters all over the country, where somebody is glad to help with 4829135'],
    ['a short number', 'Your code has 6 digits, ask within 10 minutes'],
    ['three digits', 'code 482'],
    ['nine digits', 'code 482913574'],
    ['a phone number', '验证码问题请致电 13800138000'],
    ['a decimal', 'pin pressure 12.3456'],
    ['a word that contains pin', 'spin 4829'],
    ['a word that begins with pin', 'pinned 4829 items'],
    ['a word that begins with code', 'encoded 4829 frames'],
    ['a word that ends in otp before it', 'laptotp 4829'],
    ['a Chinese date', '2026年3月1日 门铃响起'],
    ['a Chinese order number', '订单48291357已发货，请注意查收'],
    ['a text without a number', 'Your verification code was sent'],
  ])('%s: %j', (_what, text) => {
    expect(maskCodes(text)).toBe(text);
  });

  it.each([
    'code words without any number ', 'code ', 'code 1234 ', '1234 ', '123 456 ', `1234${'a'.repeat(60)}`, `${'密'.repeat(30)}1234`, 'is ', '1', '$1234 ', `code${' '.repeat(63)}`, 'verification    code',
  ])('takes no longer where much looks like one: %j', (part) => {
    const text = part.repeat(Math.ceil(100_000 / part.length)), started = performance.now();
    maskCodes(text);
    expect(performance.now() - started).toBeLessThan(500);
  });

  it('comes through untouched in a text of ten thousand characters', () => {
    const text = 'code words without any number '.repeat(340);
    expect(maskCodes(text)).toBe(text);
  });
});
