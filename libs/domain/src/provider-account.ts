import type { Channel } from './delivery.js';
import { invalidField } from './errors.js';
import type { Environment } from './push-token.js';
import type { Reach } from './sending/index.js';

/** The priorities there are: a lower one is tried first. */
export const ACCOUNT_PRIORITIES = { first: 0, usual: 10, last: 1_000 } as const;
const LONGEST_APP_ID = 255;

/** What an account is for. Left out: every app, both environments, the usual priority. */
export interface ProviderAccountDraft {
  readonly channel: Channel;
  readonly provider: string;
  readonly appId?: string;
  readonly environment?: Environment | null;
  readonly priority?: number;
  /** `public` when left out. */
  readonly reach?: Reach;
  readonly configSealed: Buffer;
}

/** What of an account changes. Members left out stay. */
export interface ProviderAccountChange {
  readonly priority?: number;
  readonly isActive?: boolean;
  readonly reach?: Reach;
  readonly configSealed?: Buffer;
}

/** A tenant's account at a provider: what the service sends by. */
export class ProviderAccount {
  readonly tenantId: string;
  /** UUIDv7; its time is when the account was made. */
  readonly id: string;
  readonly channel: Channel;
  readonly provider: string;
  /** The bundle id whose pushes it sends, `''` for every app of the tenant. */
  readonly appId: string;
  /** Of the tokens it sends to; null for both. */
  readonly environment: Environment | null;
  priority: number;
  isActive = true;
  /** Where it may connect to, by whoever gave it its configuration. */
  reach: Reach;
  /** The whole configuration, as JSON. */
  configSealed: Buffer;
  /** Later with each change, whatever the clock says: what was made of an account tells by it that it is out of date. */
  updatedAt: Date;

  /** Errors: `invalid_request`. */
  constructor(tenantId: string, id: string, draft: ProviderAccountDraft, now: Date) {
    this.tenantId = tenantId;
    this.id = id;
    this.channel = draft.channel;
    this.provider = draft.provider;
    this.appId = appIdOf(draft);
    this.environment = environmentOf(draft);
    this.priority = priorityOf(draft.priority ?? ACCOUNT_PRIORITIES.usual);
    this.reach = draft.reach ?? 'public';
    this.configSealed = draft.configSealed;
    this.updatedAt = now;
  }

  /** Changes what is given. Errors: `invalid_request`. */
  change({ priority = this.priority, isActive = this.isActive, reach = this.reach, configSealed = this.configSealed }: ProviderAccountChange, now: Date): void {
    this.priority = priorityOf(priority);
    this.isActive = isActive;
    this.reach = reach;
    this.configSealed = configSealed;
    this.updatedAt = new Date(Math.max(now.getTime(), this.updatedAt.getTime() + 1));
  }
}

/** What the configuration of an account is sealed under. */
export const accountContext = (tenantId: string): string => `provider_account ${tenantId}`;

function priorityOf(priority: number): number {
  const { first, last } = ACCOUNT_PRIORITIES;
  if (!Number.isInteger(priority) || priority < first || priority > last) throw invalidField('priority', 'range', `priority must be a whole number from ${first} to ${last}`);
  return priority;
}

function appIdOf({ appId = '' }: ProviderAccountDraft): string {
  if ([...appId].length > LONGEST_APP_ID || /\p{Cc}/u.test(appId)) throw invalidField('app_id', 'length', `app_id must have at most ${LONGEST_APP_ID} characters, and no control characters`);
  return appId;
}

// Only push tokens belong to an environment.
function environmentOf({ channel, environment = null }: ProviderAccountDraft): Environment | null {
  if (environment !== null && channel !== 'push') throw invalidField('environment', 'enum', `environment must be left out for ${channel}: only push has one`);
  return environment;
}
