import { IsInt, IsObject, IsOptional, Matches, Max, Min } from 'class-validator';
import type { Schemas } from '@ringpost/contracts';
import { LONGEST_RING_S, RING_TTL_S, RING_TYPE, SHORTEST_RING_S, fromTypeId, type IdPrefix } from '@ringpost/domain';
import { CodePoints } from '@ringpost/edge';
import type { EventRequest, NamedPhone } from '@ringpost/messaging';

const EVENT_TYPE = 0, EVENT_TTL_S = 86_400, LONGEST_EVENT_S = 30 * 86_400;
// What is no id of ours is looked for like any other, and found nowhere.
const NOTHING = '00000000-0000-0000-0000-000000000000';

class HappenedBody {
  @Matches(/^[A-Za-z0-9._:-]{1,128}$/) device: string;
  @IsOptional() @IsInt() @Min(0) @Max(65_535) type?: number;
  @IsOptional() @CodePoints(1, 128) guid?: string;
  @IsOptional() @CodePoints(1, 200) title?: string;
  @IsOptional() @CodePoints(1, 1_000) body?: string;
  @IsOptional() @Matches(/^https?:\/\/[^\s]{1,2040}$/) snapshot_url?: string;
  @IsOptional() @IsObject() data?: Record<string, unknown>;
}

/** A call from a device. */
export class RingBody extends HappenedBody implements PartialOf<'RingDraft'> {
  @IsOptional() @IsInt() @Min(SHORTEST_RING_S) @Max(LONGEST_RING_S) ttl_s?: number;
}

/** Something that happened at a device and calls nobody. */
export class EventBody extends HappenedBody implements PartialOf<'EventDraft'> {
  @IsOptional() @IsInt() @Min(1) @Max(LONGEST_EVENT_S) ttl_s?: number;
}

/** The phone in the caller's hand. */
export class PhoneBody implements PartialOf<'NamedPhone'> {
  @IsOptional() @CodePoints(1, 128) push_token_id?: string;
  @IsOptional() @CodePoints(1, 255) device_id?: string;
}

/** Which phone rang. */
export class RangBody implements PartialOf<'RangPhone'> {
  @IsOptional() @CodePoints(1, 128) push_token_id?: string;
}

/** The ring in the path. */
export class RingParams {
  @CodePoints(1, 128) ring_id: string;
}

// What has a default may be left out.
type PartialOf<Name extends keyof Schemas> = Partial<Schemas[Name]>;

/** The body in the core's words. `null` counts as left out. */
export const ringOf = (body: RingBody): EventRequest => happenedOf(body, RING_TYPE, body.ttl_s ?? RING_TTL_S);

/** The same of what calls nobody. */
export const eventOf = (body: EventBody): EventRequest => happenedOf(body, EVENT_TYPE, body.ttl_s ?? EVENT_TTL_S);

/** The same of a phone. */
export const phoneOf = (body: PhoneBody): NamedPhone => ({ pushTokenId: tokenOf(body), deviceId: body.device_id ?? undefined });

/** The token of the phone that rang, when it is named. */
export const tokenOf = ({ push_token_id }: RangBody): string | undefined => (typeof push_token_id === 'string' ? uuidOf('pt', push_token_id) : undefined);

/** The ring in the path, as the core knows it. */
export const ringIdOf = ({ ring_id }: RingParams): string => uuidOf('ring', ring_id);

const uuidOf = (prefix: IdPrefix, id: string): string => fromTypeId(prefix, id) ?? NOTHING;

const happenedOf = ({ device, type, guid, title, body, snapshot_url, data }: HappenedBody, usualType: number, ttlSeconds: number): EventRequest => ({
  device, type: type ?? usualType, guid: guid ?? undefined, title: title ?? undefined, body: body ?? undefined, snapshotUrl: snapshot_url ?? undefined, data: data ?? undefined, ttlSeconds,
});
