import { parsedObject } from '../parsed-object.js';
import { badRequest, fcmError, googleError } from './google-errors.js';
import type { LoopbackReply } from './http2-loopback.js';

type Members = Readonly<Record<string, unknown>>;

const LARGEST = 4_096;
const RESERVED = /^(?:from|message_type|gcm)$|^google|^gcm\./;
const MEMBERS: readonly (readonly [path: readonly string[], known: readonly string[]])[] = [
  [['message'], ['token', 'notification', 'data', 'android', 'apns']],
  [['message', 'notification'], ['title', 'body', 'image']],
  [['message', 'apns'], ['headers', 'payload']],
  [['message', 'android'], ['collapse_key', 'priority', 'ttl', 'notification', 'data', 'restricted_package_name']],
];

/** What FCM would refuse in the body of a request, whomever it is for. Undefined: nothing. */
export function fcmFault(body: Members | undefined): LoopbackReply | undefined {
  const message = membersOf(body?.message);
  if (!body || !message) return googleError(400, 'Invalid JSON payload received. Unexpected token.', [badRequest('', 'Invalid JSON payload received. Unexpected token.')]);
  return unknownMember(body) ?? badData(membersOf(message.data) ?? {}) ?? badAndroid(membersOf(message.android) ?? {}) ?? badApns(membersOf(message.apns) ?? {}) ?? tooLarge(message) ?? noRecipient(message);
}

function unknownMember(body: Members): LoopbackReply | undefined {
  for (const [path, known] of MEMBERS) {
    const members = path.reduce<Members>((at, name) => membersOf(at[name]) ?? {}, body);
    const stranger = Object.keys(members).find((name) => !known.includes(name));
    if (stranger !== undefined) return malformed(path.join('.'), `Invalid JSON payload received. Unknown name "${stranger}" at '${path.join('.')}': Cannot find field.`);
  }
  return undefined;
}

function badData(data: Members): LoopbackReply | undefined {
  const names = Object.keys(data);
  const other = names.findIndex((name) => typeof data[name] !== 'string');
  if (other >= 0) return malformed(`message.data[${other}].value`, `Invalid value at 'message.data[${other}].value' (TYPE_STRING), ${JSON.stringify(data[names[other]!])}`);
  const own = names.find((name) => RESERVED.test(name));
  return own === undefined ? undefined : invalid(`Invalid data payload key: ${own}`, badRequest('message.data', `Invalid data payload key: ${own}`));
}

function badAndroid({ priority = 'HIGH', ttl = '0s' }: Members): LoopbackReply | undefined {
  if (priority !== 'HIGH' && priority !== 'NORMAL') return malformed('message.android.priority', `Invalid value at 'message.android.priority' (type.googleapis.com/google.firebase.fcm.v1.AndroidMessagePriority), ${JSON.stringify(priority)}`);
  const [, seconds] = /^(\d+)(?:\.\d{1,9})?s$/.exec(String(ttl)) ?? [];
  if (seconds === undefined) return malformed('message.android.ttl', `Invalid value at 'message.android.ttl' (type.googleapis.com/google.protobuf.Duration), ${JSON.stringify(ttl)}`);
  return Number(seconds) > 2_419_200 ? invalid('Invalid ttl', badRequest('message.android.ttl', 'Invalid TTL')) : undefined;
}

function badApns({ headers }: Members): LoopbackReply | undefined {
  const stranger = Object.entries(membersOf(headers) ?? {}).find(([, value]) => typeof value !== 'string');
  return stranger && malformed('message.apns.headers', `Invalid value at 'message.apns.headers[0].value' (TYPE_STRING), ${JSON.stringify(stranger[1])}`);
}

function tooLarge({ data, notification, android, apns }: Members): LoopbackReply | undefined {
  const texts = [data, notification, membersOf(android)?.notification].flatMap((part) => Object.entries(membersOf(part) ?? {})).flat();
  const payload = membersOf(membersOf(apns)?.payload);
  const size = texts.reduce<number>((sum, text) => sum + Buffer.byteLength(String(text)), payload ? Buffer.byteLength(JSON.stringify(payload)) : 0);
  return size > LARGEST ? invalid('Message is too big') : undefined;
}

const noRecipient = ({ token }: Members): LoopbackReply | undefined =>
  typeof token === 'string' && token !== '' ? undefined : invalid('Recipient of the message is not set.', badRequest('message', 'Recipient of the message is not set.'));

/** Refused before FCM looked at it: its own word is missing. */
const malformed = (field: string, words: string): LoopbackReply => googleError(400, words, [badRequest(field, words)]);
const invalid = (words: string, ...details: ReturnType<typeof badRequest>[]): LoopbackReply => googleError(400, words, [...details, fcmError('INVALID_ARGUMENT')]);
const membersOf = (value: unknown): Members | undefined => (typeof value === 'string' ? undefined : parsedObject(value));
