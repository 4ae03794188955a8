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

// A run of 4–8 digits, or two short ones with a space or a hyphen between them, is taken for a code when a word that announces one
// stands near it in the same sentence. When in doubt it is: a code in the log does more harm than a number that is missing from it.
// Prices and decimals are not; nor are, at some distance from the word, years and numbers that the word before them explains.
const WORDS = String.raw`(?:(?:verification|security)\s+codes?|codes?|passwords?|(?<![a-z])(?:otp|pins?)|验证码|校验码|动态码|安全码|认证码|确认码|激活码|口令|密码|驗證碼|認證碼|密碼)(?![a-z])`;
const DIGITS = String.raw`(?<!\d[.,]|[$€£¥￥]\s?)(?:(?<!\d[ -])\d{3,4}[ -]\d{3,4}(?![ -]?\d|[.,]\d)|\d{4,8}(?!\d|[.,]\d))(?!\s?(?:[$€£¥￥元]|(?:eur|usd|gbp|cny|rmb|dollars?|euros?|yuan)(?![a-z])))`;
const SENTENCE = String.raw`(?:[^\d\n.!?。！？]|\.(?=[a-z]))`;
const EXPLAINED = String.raw`(?:(?<![a-z])(?:order|invoice|ticket|booking|reference|account|customer|room|flat|number|no)|订单号?|单号|编号|账号|房间)[\s.:#：]{0,3}`;
const NO_YEAR = String.raw`(?:(?<=(?:\bis|[:=：是为])\s{0,2})|(?!(?:19|20)\d\d(?!\d|\s?(?:is\b|是))))`;
const NEAR = String.raw`(?<=${WORDS}\D{0,24})${DIGITS}|${DIGITS}(?=[^\d\n.!?。！？]{0,24}?${WORDS})`;
const FAR = String.raw`(?<!${EXPLAINED})${NO_YEAR}(?:(?<=${WORDS}${SENTENCE}{0,64})${DIGITS}|${DIGITS}(?=${SENTENCE}{0,64}?${WORDS}))`;
const CODE = new RegExp(String.raw`(?<!\d)(?=\d)(?:${NEAR}|${FAR})`, 'giu');

/** Text with its verification codes starred out. */
export const maskCodes = (text: string): string => text.replace(CODE, (code) => code.replace(/\d/g, '*'));
