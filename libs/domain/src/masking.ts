import type { Channel } from './delivery.js';

/** An address as the log shows it: enough to recognise one's own, too little to use. */
export function maskRecipient(channel: Channel, recipient: string): string {
  if (channel === 'email') return maskEmail(recipient);
  return channel === 'sms' ? maskPhone(recipient) : maskToken(recipient);
}

const maskEmail = (email: string): string => {
  const at = email.lastIndexOf('@');
  return at > 0 ? `${[...email][0]}***${email.slice(at)}` : '***';
};

// 138****8000: the last eight digits lose their first half, whatever stands before them.
const maskPhone = (phone: string): string => {
  const digits = phone.replace(/[^\d+]/g, '');
  return digits.replace('+', '').length < 8 ? '****' : `${digits.slice(0, -8)}****${digits.slice(-4)}`;
};

// What is masked already stays as it is.
const maskToken = (token: string): string => (/^.{4}\*{4}.{4}$/.test(token) ? token : token.length <= 12 ? '****' : `${token.slice(0, 4)}****${token.slice(-4)}`);

// A run of 4–8 digits is taken for a code when a word that announces one stands within a few words of it. When in doubt it is:
// a code in the log does more harm than a number that is missing from it. Prices and decimals are not.
const WORDS = String.raw`(?:(?:verification|security)\s+codes?|codes?|passwords?|(?<![a-z])(?:otp|pins?)|验证码|校验码|动态码|安全码|认证码|确认码|激活码|口令|密码|驗證碼|認證碼|密碼)(?![a-z])`;
const DIGITS = String.raw`(?<!\d|\d[.,]|[$€£¥￥]\s?)\d{4,8}(?!\d|[.,]\d)`;
const AFTER = new RegExp(String.raw`(${WORDS}\D{0,24})(${DIGITS})`, 'giu');
const BEFORE = new RegExp(String.raw`(${DIGITS})([^\d\n.!?。！？]{0,24}?${WORDS})`, 'giu');
const stars = (code: string): string => '*'.repeat(code.length);

/** Text with its verification codes starred out. */
export const maskCodes = (text: string): string =>
  text
    .replace(AFTER, (_all, before: string, code: string) => before + stars(code))
    .replace(BEFORE, (_all, code: string, after: string) => stars(code) + after);
