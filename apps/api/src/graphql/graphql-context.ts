import type { Graphql } from '@ringpost/contracts';
import type { Actor } from '@ringpost/domain';
import type { Language } from '@ringpost/edge';

/** What resolvers are given beside their arguments. One for each request. */
export class GraphqlContext {
  /** The items that a list was answered with, by its response name. */
  readonly listed = new Map<string, readonly Graphql.Notification[]>();

  constructor(readonly actor: Actor, readonly language: Language) {}
}

const ALWAYS = ['pk', 'sender', 'receiver'] as const;

/**
 * Puts `pk`, `sender` and `receiver` into every item of a notification list where the client left their names free. The source
 * document promises them unasked; what was asked for, under whatever name, stays as it is.
 */
export function addAlwaysThere(data: Readonly<Record<string, unknown>> | null | undefined, { listed }: GraphqlContext): void {
  if (!data) return;
  for (const [name, notifications] of listed) {
    const items = data[name];
    if (!Array.isArray(items)) continue;
    for (let i = 0; i < items.length; i++) {
      const item = items[i] as Record<string, unknown>;
      for (const field of ALWAYS) if (item[field] === undefined) item[field] = notifications[i]![field]; // compiled code writes what is skipped as undefined
    }
  }
}
