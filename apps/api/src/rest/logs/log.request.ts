import { IsIn, IsOptional } from 'class-validator';
import { CHANNELS, DELIVERY_STATUSES, type Channel, type DeliveryStatus } from '@ringpost/domain';
import { PageQuery } from '@ringpost/edge';
import type { DeliveryFilter } from '@ringpost/persistence';

// Clients of the family say "queued" for what has not been handed to a provider yet.
const STATUSES = [...DELIVERY_STATUSES, 'queued'] as const;

/** What the log may leave out. */
export class LogQuery extends PageQuery {
  @IsOptional() @IsIn(CHANNELS) channel?: Channel;
  @IsOptional() @IsIn(STATUSES) status?: DeliveryStatus | 'queued';
}

/** The query in the core's words. */
export const filterOf = ({ channel, status }: LogQuery): DeliveryFilter => ({ channel, status: status === 'queued' ? 'pending' : status });
