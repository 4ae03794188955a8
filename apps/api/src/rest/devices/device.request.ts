import { IsInt, IsOptional, Max, Min } from 'class-validator';
import type { Schemas } from '@ringpost/contracts';
import { CodePoints } from '@ringpost/edge';

type DeviceChange = Schemas['DeviceChange'];
type MemberChange = Schemas['MemberChange'];

/** A device and whose it is. */
export class DeviceBody implements DeviceChange {
  @IsOptional() @CodePoints(0, 200) name?: string | null;
  @CodePoints(1, 128) owner: string;
}

/** What a member may. */
export class MemberBody implements MemberChange {
  @IsInt() @Min(1) @Max(3) permission: number;
}
