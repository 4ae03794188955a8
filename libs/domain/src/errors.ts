/** What a surface needs to know of an error to choose its status. */
export type ErrorKind =
  | 'invalid' | 'unauthenticated' | 'forbidden' | 'not_found' | 'method_not_allowed' | 'conflict' | 'too_large'
  | 'unsupported' | 'unprocessable' | 'too_many' | 'unavailable' | 'internal';

/** One row of the error table: eight-digit number (three of HTTP's, two of the area, three of the case) and its words. */
export interface ErrorRow {
  readonly kind: ErrorKind;
  readonly number: number;
  readonly en: string;
  readonly zh: string;
}

// Areas: 00 request, 01 identity, 02 tokens, 03 notifications, 04 devices, 05 recipients, 06 sending, 07 rings, 09 platform. A number is never reused.
const rows = {
  invalid_request: { kind: 'invalid', number: 40000001, en: 'The request is not valid', zh: '请求参数错误' },
  malformed_body: { kind: 'invalid', number: 40000002, en: 'The body is not valid JSON', zh: '请求体不是有效的 JSON' },
  malformed_request: { kind: 'invalid', number: 40000003, en: 'The request cannot be read', zh: '无法解析请求' },
  idempotency_key_invalid: { kind: 'invalid', number: 40000004, en: 'Idempotency-Key must be 1 to 255 visible ASCII characters', zh: 'Idempotency-Key 须为 1 至 255 个可见 ASCII 字符' },
  graphql_request_invalid: { kind: 'invalid', number: 40000005, en: 'This is not a GraphQL request', zh: '不是有效的 GraphQL 请求' },
  graphql_answer_too_large: { kind: 'invalid', number: 40000006, en: 'The answer would be too large: ask for fewer lists at once', zh: '响应过大，请减少一次查询的列表数量' },
  share_to_self: { kind: 'invalid', number: 40004001, en: 'A device cannot be shared with yourself', zh: '不能将设备共享给自己' },
  token_missing: { kind: 'unauthenticated', number: 40101001, en: 'A bearer token is required', zh: '未认证：缺少令牌' },
  token_invalid: { kind: 'unauthenticated', number: 40101002, en: 'The bearer token is not valid', zh: '未认证：令牌无效' },
  token_expired: { kind: 'unauthenticated', number: 40101003, en: 'The bearer token has expired', zh: '未认证：令牌已过期' },
  login_refused: { kind: 'unauthenticated', number: 40101004, en: 'The name or the password is wrong', zh: '用户名或密码错误' },
  tenant_missing: { kind: 'forbidden', number: 40301001, en: 'The token names no tenant', zh: '令牌未包含租户' },
  tenant_mismatch: { kind: 'forbidden', number: 40301002, en: 'X-Tenant-ID differs from the tenant of the token', zh: 'X-Tenant-ID 与令牌的租户不一致' },
  scope_missing: { kind: 'forbidden', number: 40301003, en: 'The token lacks the scope for this', zh: '权限不足：令牌缺少所需的权限范围' },
  not_owner: { kind: 'forbidden', number: 40304001, en: 'Only the owner of the device may do this', zh: '只有设备所有者可以执行此操作' },
  route_not_found: { kind: 'not_found', number: 40400001, en: 'There is nothing at this address', zh: '地址不存在' },
  graphql_document_unknown: { kind: 'not_found', number: 40400002, en: 'This document is not known here: send it along', zh: '未知的查询文档，请连同文档一起发送' },
  push_token_not_found: { kind: 'not_found', number: 40402001, en: 'There is no such push token', zh: '推送令牌不存在' },
  notification_not_found: { kind: 'not_found', number: 40403001, en: 'There is no such notification', zh: '通知不存在' },
  device_not_found: { kind: 'not_found', number: 40404001, en: 'There is no such device', zh: '设备不存在' },
  member_not_found: { kind: 'not_found', number: 40404002, en: 'There is no such member', zh: '成员不存在' },
  share_not_found: { kind: 'not_found', number: 40404003, en: 'This device is not shared with you, or no longer', zh: '此设备未与您共享，或共享已结束' },
  recipient_not_found: { kind: 'not_found', number: 40405001, en: 'Nothing is known of this user', zh: '接收人不存在' },
  address_unknown: { kind: 'not_found', number: 40405002, en: 'Nobody with this e-mail address can be found', zh: '找不到使用此邮箱地址的用户' },
  user_unreachable: { kind: 'not_found', number: 40406001, en: 'The user has no phone that could be reached', zh: '用户没有可送达的推送令牌' },
  provider_account_not_found: { kind: 'not_found', number: 40406002, en: 'There is no such provider account', zh: '服务商配置不存在' },
  scheduled_not_found: { kind: 'not_found', number: 40406003, en: 'Nothing is scheduled under this key', zh: '没有使用该键的定时消息' },
  ring_not_found: { kind: 'not_found', number: 40407001, en: 'There is no such ring', zh: '呼叫不存在' },
  nobody_to_ring: { kind: 'not_found', number: 40407002, en: 'Nobody belongs to this device who gets its events', zh: '没有可接收该设备事件的成员' },
  ring_target_not_found: { kind: 'not_found', number: 40407003, en: 'The ring did not go to this phone', zh: '该呼叫未发送到此手机' },
  method_not_allowed: { kind: 'method_not_allowed', number: 40500001, en: 'The method is not allowed here', zh: '不支持的请求方法' },
  graphql_get_mutation: { kind: 'method_not_allowed', number: 40500002, en: 'Mutations are not allowed with GET', zh: '不允许通过 GET 执行变更' },
  idempotency_running: { kind: 'conflict', number: 40900001, en: 'A request with this Idempotency-Key is still running', zh: '使用相同 Idempotency-Key 的请求正在处理' },
  push_token_not_revivable: { kind: 'conflict', number: 40902001, en: 'This token has to be registered again', zh: '该令牌需要重新注册' },
  login_name_taken: { kind: 'conflict', number: 40901001, en: 'Another account has this name', zh: '该登录名已被其他账号使用' },
  owner_is_member: { kind: 'conflict', number: 40904001, en: 'The owner of a device cannot be changed as a member', zh: '不能以成员身份修改设备所有者' },
  provider_account_exists: { kind: 'conflict', number: 40906001, en: 'There is an account of this provider with this app and priority', zh: '该服务商已存在相同应用和优先级的配置' },
  cancel_key_taken: { kind: 'conflict', number: 40906002, en: 'Something else is scheduled under this cancel_key', zh: '该 cancel_key 已用于另一条定时消息' },
  ring_over: { kind: 'conflict', number: 40907001, en: 'The ring is over', zh: '呼叫已结束' },
  body_too_large: { kind: 'too_large', number: 41300001, en: 'The body is too large', zh: '请求体过大' },
  payload_too_large: { kind: 'too_large', number: 41306001, en: 'The message is larger than its provider takes', zh: '消息超过服务商允许的大小' },
  media_type_unsupported: { kind: 'unsupported', number: 41500001, en: 'The body must be application/json', zh: '请求体必须为 application/json' },
  graphql_media_type_unsupported: { kind: 'unsupported', number: 41500002, en: 'The body must be JSON, a GraphQL document or a form', zh: '请求体必须为 JSON、GraphQL 文档或表单' },
  idempotency_mismatch: { kind: 'unprocessable', number: 42200001, en: 'This Idempotency-Key was used with another body', zh: '该 Idempotency-Key 已用于不同的请求体' },
  login_throttled: { kind: 'too_many', number: 42901001, en: 'Too many logins were tried: wait a while', zh: '登录尝试过于频繁，请稍后再试' },
  too_many_requests: { kind: 'too_many', number: 42900001, en: 'Too many requests: wait until the window ends', zh: '请求过于频繁，请稍后再试' },
  moves_exhausted: { kind: 'too_many', number: 42902001, en: 'Too many addresses were taken over from other users today', zh: '今日从其他用户转移的推送令牌过多' },
  share_lookups_exhausted: { kind: 'too_many', number: 42904001, en: 'Too many e-mail addresses were tried, please try again later', zh: '尝试的邮箱地址过多，请稍后再试' },
  signature_invalid: { kind: 'unauthenticated', number: 40106001, en: 'The signature does not fit', zh: '签名无效' },
  internal: { kind: 'internal', number: 50009001, en: 'Something went wrong on our side', zh: '服务内部错误' },
  unavailable: { kind: 'unavailable', number: 50309001, en: 'The service cannot reach something it needs', zh: '服务暂不可用：所依赖的组件无法访问' },
  overloaded: { kind: 'unavailable', number: 50309002, en: 'The service is too busy or stopping', zh: '服务繁忙或正在停止' },
} as const satisfies Record<string, ErrorRow>;

/** The name of an error, the same on every surface. */
export type ErrorCode = keyof typeof rows;

/** The one table of errors of the product. */
export const ERRORS: Readonly<Record<ErrorCode, ErrorRow>> = rows;

/** What is wrong with one member of the input. */
export interface FieldError {
  readonly field: string;
  readonly code: 'required' | 'type' | 'enum' | 'range' | 'length' | 'format';
  readonly description: string;
}

/** An outcome the caller can be told about. Everything else that is thrown is ours to mend. */
export class DomainError extends Error {
  readonly detail?: string;
  readonly fields: readonly FieldError[];
  /** Seconds after which it is worth trying again. */
  readonly retryAfter?: number;

  constructor(
    readonly code: ErrorCode,
    more: { detail?: string; fields?: readonly FieldError[]; retryAfter?: number; cause?: unknown } = {},
  ) {
    super(more.detail ? `${code}: ${more.detail}` : code, { cause: more.cause });
    this.name = 'DomainError';
    this.detail = more.detail;
    this.fields = more.fields ?? [];
    this.retryAfter = more.retryAfter;
  }

  get kind(): ErrorKind {
    return ERRORS[this.code].kind;
  }
}

/** True when something that is needed is away: the same may go well in a moment. */
export const isAway = (error: unknown): boolean => error instanceof DomainError && error.kind === 'unavailable';

/** The error for one member of the input. */
export const invalidField = (field: string, code: FieldError['code'], description: string): DomainError =>
  new DomainError('invalid_request', { detail: description, fields: [{ field, code, description }] });
