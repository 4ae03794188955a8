import type { Channel, Environment, ProviderConfig, ProviderKind, Reach } from '@ringpost/domain';

/** An account that can be sent by. */
export interface OpenAccount {
  /** A uuid. */
  readonly id: string;
  readonly tenantId: string;
  readonly provider: string;
  readonly priority: number;
  /** Another one after each change of the account. */
  readonly version: string;
  /** As its kind has read it. */
  readonly config: ProviderConfig;
  readonly kind: ProviderKind;
  readonly reach: Reach;
  /** Sends of one process at once. */
  readonly concurrency: number;
  /** Sends of all processes in a second. */
  readonly perSecond?: number;
}

/** What is to be sent. `provider`: the only one that can bring it there. `appId`: `''` where no app is named. */
export interface AccountRoute {
  readonly channel: Channel;
  readonly provider?: string;
  readonly appId: string;
  readonly environment: Environment;
}
