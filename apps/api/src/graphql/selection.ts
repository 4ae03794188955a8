import { createParamDecorator, type ExecutionContext } from '@nestjs/common';
import type { Graphql } from '@ringpost/contracts';
import { Kind, type GraphQLResolveInfo, type SelectionSetNode } from 'graphql';
import type { GraphqlContext } from './graphql-context.js';

const NAME = /^(?:sender|receiver)Name$/;
const ADDRESS = /^(?:sender|receiver)(?:Email|Phone)$/;

/** What a list is asked for: all or what is pending, and which of its items' things have to be looked up. */
export interface ListWish {
  readonly all: boolean;
  readonly people: 'none' | 'names' | 'all';
  readonly credentials: boolean;
}

/** What a client selected of the items of a list. */
export class Selection {
  private people: ListWish['people'] = 'none';
  private readonly texts = { description: 0, purposeDetail: 0, data: 0, others: 0 };

  constructor(private readonly info: Pick<GraphQLResolveInfo, 'fieldNodes' | 'fragments' | 'path'>, private readonly context: GraphqlContext) {
    for (const { selectionSet } of info.fieldNodes) this.read(selectionSet);
  }

  /** The list, from `ask` unless the request has it already. */
  list(all: boolean, ask: (wish: ListWish) => Promise<readonly Graphql.Notification[]>): Promise<readonly Graphql.Notification[]> {
    const wish = { all, people: this.people, credentials: this.texts.data > 0 };
    return this.context.list(String(this.info.path.key), JSON.stringify(wish), this.texts, () => ask(wish));
  }

  // Conditions are not looked into: at worst something is looked up in vain.
  private read(set: SelectionSetNode | undefined): void {
    for (const selection of set?.selections ?? []) {
      if (selection.kind === Kind.FIELD) this.note(selection.name.value);
      else this.read(selection.kind === Kind.INLINE_FRAGMENT ? selection.selectionSet : this.info.fragments[selection.name.value]?.selectionSet);
    }
  }

  private note(field: string): void {
    if (field === 'description' || field === 'purposeDetail' || field === 'data') this.texts[field]++;
    else this.texts.others++;
    if (ADDRESS.test(field)) this.people = 'all';
    else if (NAME.test(field) && this.people === 'none') this.people = 'names';
  }
}

/** What is selected, as a parameter of a resolver. */
export const Selected = createParamDecorator((_: unknown, host: ExecutionContext): Selection => new Selection(host.getArgByIndex<GraphQLResolveInfo>(3), host.getArgByIndex<GraphqlContext>(2)));
