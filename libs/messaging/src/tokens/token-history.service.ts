import { DomainError, fromTypeId, readSlice, type Actor, type PageRequest, type Slice } from '@ringpost/domain';
import type { PushTokenEvent, TokenHistoryRepository } from '@ringpost/persistence';

/** What happened to push tokens: their owners may know, and who administers the tenant. */
export class TokenHistoryService {
  constructor(private readonly history: TokenHistoryRepository) {}

  /** A token's events, newest first. Errors: `push_token_not_found`. */
  async list(actor: Actor, id: string, page: PageRequest): Promise<Slice<PushTokenEvent>> {
    const token = fromTypeId('pt', id) ?? notFound();
    const owner = actor.can('tenant:admin') ? null : actor.userId;
    return readSlice(page, {
      page: async (limit, offset) => (await this.history.page(actor, token, owner, limit, offset)) ?? notFound(),
      after: async (limit, last) => (await this.history.after(actor, token, owner, limit, last)) ?? notFound(),
      keyOf: (event) => event.id,
    });
  }
}

function notFound(): never {
  throw new DomainError('push_token_not_found');
}
