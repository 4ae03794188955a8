import { IsEmail, IsInt, IsOptional, Matches, Max, Min } from 'class-validator';
import type { Graphql } from '@ringpost/contracts';
import { CodePoints } from '@ringpost/edge';

/** A device, as REST takes it. */
export class DeviceArguments implements Graphql.MutationAcceptSharedDeviceArgs {
  @Matches(/^[A-Za-z0-9._:-]{1,128}$/, { message: 'device must be 1 to 128 letters, digits, points, colons, hyphens and underscores' }) device: string;
}

/** What to offer to whom. */
export class ShareArguments extends DeviceArguments implements Graphql.MutationDeviceShareArgs {
  @CodePoints(3, 254) @IsEmail() email: string;
  @CodePoints(1, 4_096) credential: string;
  @IsOptional() @IsInt() @Min(0) @Max(3) permission?: number | null;
  @IsOptional() @CodePoints(0, 500) description?: string | null;
}

/** Whom to show out of what. */
export class UnshareArguments extends DeviceArguments implements Graphql.MutationDeviceUnshareArgs {
  @CodePoints(1, 128) account: string;
}

/** What to leave, and what to tell its owner. */
export class LeaveArguments extends DeviceArguments implements Graphql.MutationRemoveSharedDeviceArgs {
  @IsOptional() @CodePoints(0, 500) description?: string | null;
}

/** The offer in the core's words. */
export const shareOf = ({ email, credential, permission, description }: ShareArguments) => ({ email, credential, permission: permission ?? undefined, description: description || undefined });
