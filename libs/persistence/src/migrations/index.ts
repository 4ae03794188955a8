import { Foundation } from './0001-foundation.js';
import { Sharing } from './0002-sharing.js';
import { RateLimits } from './0003-rate-limits.js';
import { InlinePolicies } from './0004-inline-policies.js';
import { LegacySurface } from './0005-legacy-surface.js';
import { PushSocket } from './0006-push-socket.js';
import { SendEngine } from './0007-send-engine.js';
import { ProviderAccounts } from './0008-provider-accounts.js';
import { TokenVerdicts } from './0009-token-verdicts.js';
import { RingRejections } from './0010-ring-rejections.js';

/** In the order they are applied. Never change one that was released: add the next. */
export const MIGRATIONS = [
  { name: '0001-foundation', class: Foundation },
  { name: '0002-sharing', class: Sharing },
  { name: '0003-rate-limits', class: RateLimits },
  { name: '0004-inline-policies', class: InlinePolicies },
  { name: '0005-legacy-surface', class: LegacySurface },
  { name: '0006-push-socket', class: PushSocket },
  { name: '0007-send-engine', class: SendEngine },
  { name: '0008-provider-accounts', class: ProviderAccounts },
  { name: '0009-token-verdicts', class: TokenVerdicts },
  { name: '0010-ring-rejections', class: RingRejections },
];
