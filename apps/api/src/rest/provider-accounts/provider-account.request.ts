import { IsBoolean, IsIn, IsInt, IsOptional, Max, Min, ValidateBy } from 'class-validator';
import type { Query as QueryOf, Schemas } from '@ringpost/contracts';
import { ACCOUNT_PRIORITIES, CHANNELS, ENVIRONMENTS, type Channel, type Environment } from '@ringpost/domain';
import { CodePoints, PageQuery, QueryBoolean } from '@ringpost/edge';
import type { ProviderAccountRequest, ProviderAccountUpdate } from '@ringpost/messaging';
import type { ProviderAccountFilter } from '@ringpost/persistence';

type ProviderAccountDraft = Schemas['ProviderAccountDraft'];
type ProviderAccountChange = Schemas['ProviderAccountChange'];

// Named as class-validator's own check of an object is, so that its failure is told as one of type.
const IsConfig = (): PropertyDecorator =>
  ValidateBy({
    name: 'isObject',
    validator: {
      validate: (value) => typeof value === 'string' || (typeof value === 'object' && value !== null && !Array.isArray(value)),
      defaultMessage: () => 'config must be an object or the JSON text of one',
    },
  });

/** What a list of accounts may leave out. */
export class ProviderAccountQuery extends PageQuery implements Pick<QueryOf<'listProviderAccounts'>, 'channel' | 'is_active'> {
  @IsOptional() @IsIn(CHANNELS) channel?: Channel;
  @IsOptional() @QueryBoolean() is_active?: boolean;
}

/** An account to be made. */
export class ProviderAccountBody implements ProviderAccountDraft {
  @IsIn(CHANNELS) channel: Channel;
  @CodePoints(1, 64) provider: string;
  @IsConfig() config: Record<string, unknown> | string;
  @IsOptional() @CodePoints(1, 255) app_id?: string;
  @IsOptional() @IsIn(ENVIRONMENTS) environment?: Environment;
  @IsOptional() @IsInt() @Min(ACCOUNT_PRIORITIES.first) @Max(ACCOUNT_PRIORITIES.last) priority?: number;
}

/** What of an account changes. */
export class ProviderAccountChangeBody implements ProviderAccountChange {
  @IsOptional() @IsConfig() config?: Record<string, unknown> | string;
  @IsOptional() @IsBoolean() is_active?: boolean;
  @IsOptional() @IsInt() @Min(ACCOUNT_PRIORITIES.first) @Max(ACCOUNT_PRIORITIES.last) priority?: number;
}

/** The query in the core's words. */
export const filterOf = ({ channel, is_active }: ProviderAccountQuery): ProviderAccountFilter => ({ channel, isActive: is_active });

/** The body in the core's words. `null` counts as left out. */
export const requestOf = (body: ProviderAccountBody): ProviderAccountRequest => ({
  channel: body.channel,
  provider: body.provider,
  config: body.config,
  appId: body.app_id ?? undefined,
  environment: body.environment ?? undefined,
  priority: body.priority ?? undefined,
});

/** The change in the core's words. `null` counts as left out. */
export const updateOf = (body: ProviderAccountChangeBody): ProviderAccountUpdate => ({
  config: body.config ?? undefined,
  isActive: body.is_active ?? undefined,
  priority: body.priority ?? undefined,
});
