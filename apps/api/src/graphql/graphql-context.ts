import type { Graphql } from '@ringpost/contracts';
import { DomainError, type Actor } from '@ringpost/domain';
import type { Language } from '@ringpost/edge';

type List = readonly Graphql.Notification[];

/** How often each text of an item is selected, under whatever names. `others`: fields that are short. */
export interface SelectedTexts {
  readonly description: number;
  readonly purposeDetail: number;
  readonly data: number;
  readonly others: number;
}

// Of one answer: four whole lists of the longest texts, or twenty of short ones.
const MOST_ITEMS = 10_000;
const MOST_CHARACTERS = 20_971_520;
const SHORT = 64;

/** What resolvers are given beside their arguments. One for each request. */
export class GraphqlContext {
  /** The items that a list was answered with, by its response name. */
  readonly listed = new Map<string, List>();
  private readonly lists = new Map<string, Promise<List>>();
  private items = 0;
  private characters = 0;

  constructor(readonly actor: Actor, readonly language: Language) {}

  /** A list, asked for once however often a document names it. Errors: those of `ask`, `graphql_answer_too_large`. */
  async list(responseName: string, key: string, texts: SelectedTexts, ask: () => Promise<List>): Promise<List> {
    let list = this.lists.get(key);
    if (list === undefined) this.lists.set(key, (list = ask()));
    const items = await list;
    this.weigh(items, texts);
    this.listed.set(responseName, items);
    return items;
  }

  private weigh(list: List, { description, purposeDetail, data, others }: SelectedTexts): void {
    this.items += list.length;
    for (const item of list) {
      this.characters += description * (item.description?.length ?? 0) + purposeDetail * (item.purposeDetail?.length ?? 0) + data * (item.data?.length ?? 0) + others * SHORT;
    }
    if (this.items > MOST_ITEMS || this.characters > MOST_CHARACTERS) throw new DomainError('graphql_answer_too_large');
  }
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
      for (const field of ALWAYS) if (item[field] === undefined) item[field] = notifications[i]![field];
    }
  }
}
