import type { Actor } from '@ringpost/domain';
import type { ProviderAccountService, ProviderAccountView } from '@ringpost/messaging';

const PAGE = 100;

/** All accounts of a tenant at providers, the newest first. Errors: `scope_missing`. */
export async function everyAccount(accounts: ProviderAccountService, operator: Actor): Promise<ProviderAccountView[]> {
  const { items, next } = await accounts.list(operator, {}, { by: 'page', page: 1, size: PAGE });
  const views = [...items];
  for (let after = next; after !== undefined; ) {
    const slice = await accounts.list(operator, {}, { by: 'cursor', after, size: PAGE });
    views.push(...slice.items);
    after = slice.next;
  }
  return views;
}
