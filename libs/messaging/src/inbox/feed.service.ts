import { credentialContext, type Actor, type Vault } from '@ringpost/domain';
import type { FeedFilter, FeedRow, InboxRepository } from '@ringpost/persistence';

/** Which notifications are wanted, and what of them. */
export type FeedRequest = FeedFilter;

/** A notification as its receiver gets it, with the things they need to answer it. The id's time is when it was made. */
export type FeedItem = Omit<FeedRow, 'credential_sealed'> & {
  /** Of a share that is pending; absent unless it was asked for. */
  readonly credential?: string | null;
};

/** A feed has the newest of them. */
export const FEED_LIMIT = 500;

/** The caller's notifications as one list, without pages: one statement, the people in them included. */
export class FeedService {
  constructor(private readonly inbox: InboxRepository, private readonly vault: Vault) {}

  /** The newest of the caller's notifications, the newest first. Reading them here does not mark them read. */
  async feed(actor: Actor, request: FeedRequest): Promise<readonly FeedItem[]> {
    const types = [...new Set(request.types)];
    if (types.length === 0) return [];
    const rows = await this.inbox.feed(actor, { ...request, types }, FEED_LIMIT);
    return request.credentials ? rows.map((row) => this.opened(actor, row)) : rows;
  }

  private opened(actor: Actor, { credential_sealed: sealed, ...row }: FeedRow): FeedItem {
    return { ...row, credential: sealed && row.purpose !== null ? this.vault.open(sealed, credentialContext(actor.tenantId, row.purpose, actor.userId)) : null };
  }
}
