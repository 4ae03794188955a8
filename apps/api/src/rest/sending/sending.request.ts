import { ArrayMaxSize, ArrayMinSize, IsArray, IsBoolean, IsByteLength, IsIn, IsObject, IsOptional, IsString, ValidateBy, ValidateIf } from 'class-validator';
import type { Schemas } from '@ringpost/contracts';
import { CHANNELS, PLATFORMS, fromTypeId, type Channel, type Platform } from '@ringpost/domain';
import { CodePoints } from '@ringpost/edge';
import { isEmailAddress, type BulkRequest, type EmailRequest, type PushRequest, type Schedule, type SmsRequest } from '@ringpost/messaging';

type PushDraft = Schemas['PushDraft'];
type SmsDraft = Schemas['SmsDraft'];
type EmailDraft = Schemas['EmailDraft'];
type BulkDraft = Schemas['BulkDraft'];

const MOST_ADDRESSES = 50, MOST_RECIPIENTS = 500_000;
const RFC_3339 = /^(\d{4}-\d\d-\d\d)[Tt]([01]\d|2[0-3]):[0-5]\d:[0-5]\d(?:\.\d{1,9})?(?:[Zz]|[+-](?:[01]\d|2[0-3]):[0-5]\d)$/;

const isMoment = (value: unknown): boolean => {
  const [, day] = (typeof value === 'string' && RFC_3339.exec(value)) || [];
  const midnight = new Date(`${day}T00:00:00Z`);
  return !Number.isNaN(midnight.getTime()) && midnight.toISOString().startsWith(day!); // the 31st of a short month is another day
};
const IsMoment = (): PropertyDecorator => ValidateBy({ name: 'isMoment', validator: { validate: isMoment, defaultMessage: (args) => `${args?.property} must be a time as RFC 3339 writes it` } });

// There are no templates yet: whoever names one would otherwise get a message without it.
const IsTemplate = (): PropertyDecorator => ValidateBy({ name: 'isIn', validator: { validate: () => false, defaultMessage: () => 'there is no such template' } });
const IsVariables = (): PropertyDecorator =>
  ValidateBy({ name: 'isObject', validator: { validate: (value) => typeof value === 'object' && value !== null && !Array.isArray(value), defaultMessage: () => 'variables must be an object' } });
const UnlessTemplate = (): PropertyDecorator => ValidateIf(({ template }: { template?: unknown }) => template === undefined || template === null);

const AreAddresses = (): PropertyDecorator => (target, property) => {
  const isAddress = (value: unknown): boolean => typeof value === 'string' && isEmailAddress(value);
  const AreMailable = ValidateBy({ name: 'isEmail', validator: { validate: isAddress, defaultMessage: () => `each value in ${String(property)} must be an e-mail address` } }, { each: true });
  for (const rule of [IsArray(), ArrayMaxSize(MOST_ADDRESSES), CodePoints(3, 254, { each: true }), AreMailable]) rule(target, property);
};

class Scheduled {
  @IsOptional() @IsMoment() send_at?: string;
  @IsOptional() @CodePoints(1, 128) cancel_key?: string;
}

class Worded extends Scheduled {
  @IsOptional() @IsTemplate() template?: string;
  @IsOptional() @IsVariables() variables?: Record<string, string>;
  @IsOptional() @CodePoints(1, 128) user_id?: string;
}

/** A push for a user's phones. */
export class PushBody extends Scheduled implements PushDraft {
  @CodePoints(1, 128) user_id: string;
  @CodePoints(1, 200) title: string;
  @CodePoints(1, 4_000) body: string;
  @IsOptional() @IsObject() data?: Record<string, unknown>;
  @IsOptional() @IsIn(['all', ...PLATFORMS]) platform?: 'all' | Platform;
  @IsOptional() @CodePoints(1, 4_096) device_token?: string;
}

/** A text message. */
export class SmsBody extends Worded implements SmsDraft {
  @CodePoints(1, 64) phone: string;
  @UnlessTemplate() @CodePoints(1, 1_600) content: string;
}

/** An e-mail. */
export class EmailBody extends Worded implements EmailDraft {
  @ArrayMinSize(1) @AreAddresses() to: string[];
  @IsOptional() @AreAddresses() cc?: string[];
  @IsOptional() @AreAddresses() bcc?: string[];
  @IsString() @IsByteLength(1, 998) subject: string;
  @UnlessTemplate() @CodePoints(1, 500_000) content: string;
  @IsOptional() @IsBoolean() is_html?: boolean;
}

/** The same to many. Whether they can be sent to is the service's affair. */
export class BulkBody extends Worded implements BulkDraft {
  @IsIn(CHANNELS) channel: Channel;
  @IsArray() @ArrayMinSize(1) @ArrayMaxSize(MOST_RECIPIENTS) @IsString({ each: true }) recipients: string[];
  @IsOptional() @IsString() @IsByteLength(1, 998) subject?: string;
  @UnlessTemplate() @CodePoints(1, 100_000) content: string;
}

/** The body in the core's words. `null` counts as left out. */
export const pushOf = (body: PushBody): PushRequest => ({
  ...scheduleOf(body),
  userId: body.user_id,
  title: body.title,
  body: body.body,
  data: body.data ?? undefined,
  platform: body.platform === 'all' ? undefined : (body.platform ?? undefined),
  token: body.device_token ?? undefined,
});

/** The same of a text message. */
export const smsOf = (body: SmsBody): SmsRequest => ({ ...scheduleOf(body), phone: body.phone, text: body.content, userId: body.user_id ?? undefined });

/** The same of an e-mail. */
export const emailOf = (body: EmailBody): EmailRequest => ({
  ...scheduleOf(body),
  envelope: { to: body.to, cc: body.cc ?? undefined, bcc: body.bcc ?? undefined },
  subject: body.subject,
  content: body.content,
  isHtml: body.is_html ?? false,
  userId: body.user_id ?? undefined,
});

/** The same of what goes to many. */
export const bulkOf = (body: BulkBody): BulkRequest => ({
  ...scheduleOf(body),
  channel: body.channel,
  recipients: body.recipients,
  subject: body.subject ?? undefined,
  content: body.content,
  userId: body.user_id ?? undefined,
});

/** What is called off: by the id of a message or delivery, or by whatever its sender named it, which may look like one. */
export const scheduledOf = (id: string): { readonly id?: string; readonly cancelKey: string } => ({ id: fromTypeId('msg', id) ?? fromTypeId('log', id), cancelKey: id });

const scheduleOf = ({ send_at, cancel_key }: Scheduled): Schedule => ({ sendAt: typeof send_at === 'string' ? new Date(send_at) : undefined, cancelKey: cancel_key ?? undefined });
