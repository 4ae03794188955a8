import { ArrayMaxSize, ArrayMinSize, IsArray, IsIn, IsOptional, IsString, Matches, ValidateBy } from 'class-validator';
import type { Schemas } from '@ringpost/contracts';
import { CHANNELS, PRIORITIES, type Channel, type NotificationDraft, type Priority } from '@ringpost/domain';
import { CodePoints, PageQuery, QueryBoolean } from '@ringpost/edge';
import type { InboxFilter } from '@ringpost/persistence';

type NotificationFields = Pick<Schemas['NotificationDraft'], 'user_id' | 'title' | 'content' | 'channels'>;
type BatchFields = Pick<Schemas['NotificationBatchDraft'], 'user_ids' | 'title' | 'content'>;

const TYPE = /^[A-Za-z0-9._-]{1,64}$/;
const MAX_BATCH = 50_000;

// Named as class-validator's own check of an object is, so that its failure is told as one of type.
const IsMetadata = (): PropertyDecorator =>
  ValidateBy({
    name: 'isObject',
    validator: {
      validate: (value) => typeof value === 'string' || (typeof value === 'object' && value !== null && !Array.isArray(value)),
      defaultMessage: () => 'metadata must be an object or the JSON text of one',
    },
  });

/** What a list of notifications may leave out. */
export class NotificationQuery extends PageQuery {
  @IsOptional() @QueryBoolean() unread_only?: boolean;
  @IsOptional() @Matches(TYPE) type?: string;
}

class NotificationContent {
  @CodePoints(1, 200) title: string;
  @CodePoints(1, 10_000) content: string;
  @IsOptional() @Matches(TYPE) type?: string;
  @IsOptional() @CodePoints(1, 128) event_type?: string;
  @IsOptional() @IsIn(PRIORITIES) priority?: Priority;
  @IsOptional() @CodePoints(1, 2_048) action_url?: string;
  @IsOptional() @IsMetadata() metadata?: Record<string, unknown> | string;
}

/** A notification for one user. */
export class NotificationBody extends NotificationContent implements NotificationFields {
  @CodePoints(1, 128) user_id: string;
  @IsOptional() @IsArray() @ArrayMaxSize(CHANNELS.length) @IsIn(CHANNELS, { each: true }) channels?: Channel[];
}

/** The same for several. */
export class NotificationBatchBody extends NotificationContent implements BatchFields {
  @IsArray() @ArrayMinSize(1) @ArrayMaxSize(MAX_BATCH) @IsString({ each: true }) @CodePoints(1, 128, { each: true }) user_ids: string[];
}

/** The query in the core's words. */
export const filterOf = ({ unread_only, type }: NotificationQuery): InboxFilter => ({ unreadOnly: unread_only === true, type });

/** The body in the core's words. `null` counts as left out. */
export const draftOf = (body: NotificationContent): NotificationDraft => ({
  title: body.title,
  content: body.content,
  type: body.type ?? undefined,
  eventType: body.event_type ?? undefined,
  priority: body.priority ?? undefined,
  actionUrl: body.action_url ?? undefined,
  metadata: body.metadata ?? undefined,
});
