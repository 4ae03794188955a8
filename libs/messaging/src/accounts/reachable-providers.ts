import type { ProviderKinds, Reach } from '@ringpost/domain';

/** The kinds of providers that accounts may be made for, and where the accounts that are made or changed here may connect to. */
export class ReachableProviders {
  constructor(readonly kinds: ProviderKinds, readonly reach: Reach) {}
}
