import type { Schemas } from '@ringpost/contracts';
import { toTypeId } from '@ringpost/domain';
import type { ProviderAccountView } from '@ringpost/messaging';
import { createdText, timeText } from '../envelope.js';

/** An account at a provider, on the wire. Its secrets were masked by the service. */
export const presentProviderAccount = ({ account, config }: ProviderAccountView): Schemas['ProviderAccount'] => ({
  id: toTypeId('pvd', account.id),
  tenant_id: account.tenantId,
  channel: account.channel,
  provider: account.provider,
  app_id: account.appId || undefined,
  environment: account.environment ?? undefined,
  priority: account.priority,
  is_active: account.isActive,
  config,
  created_at: createdText(account.id),
  updated_at: timeText(account.updatedAt),
});
