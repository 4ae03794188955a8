import type { LegacySchemas } from '@ringpost/contracts';
import type { ErrorCode, ErrorKind, FieldError } from '@ringpost/domain';
import type { ErrorForm } from '@ringpost/edge';

interface Words {
  readonly status: number;
  readonly message: string;
}

const PARAMER = 'paramer error'; // so spelt by the vendor's API document
const WRONG_PAIR = 'username or password error';

/** The vendor's words for each kind of error: 400 where its document names no other status. */
const KINDS = {
  invalid: { status: 400, message: PARAMER },
  unauthenticated: { status: 401, message: 'invalid token' },
  forbidden: { status: 401, message: 'invalid token' }, // a JWT that is good for nothing here
  not_found: { status: 404, message: PARAMER },
  method_not_allowed: { status: 405, message: PARAMER },
  conflict: { status: 400, message: PARAMER },
  too_large: { status: 400, message: PARAMER },
  unsupported: { status: 400, message: PARAMER },
  unprocessable: { status: 400, message: PARAMER },
  too_many: { status: 429, message: PARAMER },
  internal: { status: 500, message: '10001' },
  unavailable: { status: 500, message: '10001' },
} as const satisfies Record<ErrorKind, Words>;

/** Those that have words of their own. */
const CODES: Readonly<Partial<Record<ErrorCode, Words>>> = {
  token_missing: { status: 400, message: 'no token' },
  login_refused: { status: 400, message: WRONG_PAIR },
  login_throttled: { status: 429, message: WRONG_PAIR },
  push_token_not_found: { status: 400, message: 'no data error' },
  moves_exhausted: { status: 400, message: 'push_token error' },
};

const FIELDS = {
  required: (field) => `undefined ${field}`,
  type: (field) => `${field} format error`,
  format: (field) => `${field} format error`,
  length: (field) => `${field} length error`,
  enum: (field) => `${field} error`,
  range: (field) => `${field} error`,
} as const satisfies Record<FieldError['code'], (field: string) => string>;

/** The form of errors that older apps know: a message out of the vendor's few. Of several wrong members it names the first. */
export const legacyError: ErrorForm = ({ code, kind, fields: [wrong] }, { status }) => {
  const words = CODES[code] ?? KINDS[kind];
  const body: LegacySchemas['Error'] = { message: wrong === undefined ? words.message : FIELDS[wrong.code](wrong.field) };
  return { status: status ?? words.status, body };
};
