import type { ErrorKind } from '@ringpost/domain';
import type { Language } from './language.js';

/** The HTTP status of each kind of error. */
export const STATUS = {
  invalid: 400, unauthenticated: 401, forbidden: 403, not_found: 404, method_not_allowed: 405, conflict: 409, too_large: 413,
  unsupported: 415, unprocessable: 422, too_many: 429, internal: 500, unavailable: 503,
} as const satisfies Record<ErrorKind, number>;

/** A status that an error can be answered with. The last two arise before a request can be read. */
export type ErrorStatus = (typeof STATUS)[ErrorKind] | 408 | 431;

/** The phrase of each status. */
export const TITLES = {
  400: { en: 'Bad Request', zh: '请求错误' },
  401: { en: 'Unauthorized', zh: '未认证' },
  403: { en: 'Forbidden', zh: '禁止访问' },
  404: { en: 'Not Found', zh: '未找到' },
  405: { en: 'Method Not Allowed', zh: '不支持的请求方法' },
  408: { en: 'Request Timeout', zh: '请求超时' },
  409: { en: 'Conflict', zh: '冲突' },
  413: { en: 'Content Too Large', zh: '请求体过大' },
  415: { en: 'Unsupported Media Type', zh: '不支持的媒体类型' },
  422: { en: 'Unprocessable Content', zh: '无法处理的内容' },
  429: { en: 'Too Many Requests', zh: '请求过多' },
  431: { en: 'Request Header Fields Too Large', zh: '请求头过大' },
  500: { en: 'Internal Server Error', zh: '服务内部错误' },
  503: { en: 'Service Unavailable', zh: '服务不可用' },
} as const satisfies Record<ErrorStatus, Record<Language, string>>;
