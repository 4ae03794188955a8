import { Actor, DomainError, fromTypeId, requireIdentifier } from '@ringpost/domain';
import { RingTraceService } from '@ringpost/messaging';
import { RingRepository } from '@ringpost/persistence';
import { explain } from '../explain.js';
import { readConfig } from '../read-config.js';
import { ringTimeline } from '../ring-timeline.js';
import { withDatabase } from '../with-database.js';

/** What `ringpost trace` was asked for. */
export interface TraceOptions {
  readonly tenant?: string;
}

/** `ringpost trace`: what happened to a ring, phone by phone, a line for each fact. */
export async function traceCommand(ring: string, { tenant }: TraceOptions): Promise<void> {
  const tenantId = tenant ?? readConfig().defaultTenantId, id = fromTypeId('ring', ring);
  if (tenantId === undefined) throw new Error('--tenant is missing, and there is no DEFAULT_TENANT_ID');
  const trace = await withDatabase(async (database) => {
    requireIdentifier('tenant', tenantId);
    if (id === undefined) throw new DomainError('ring_not_found');
    return new RingTraceService(new RingRepository(database)).trace(Actor.of(tenantId, 'operator', 'tenant:admin'), id);
  }).catch(explain);
  process.stdout.write(`${ringTimeline(trace).join('\n')}\n`);
}
