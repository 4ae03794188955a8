import { createParamDecorator, type ExecutionContext } from '@nestjs/common';
import type { Graphql } from '@ringpost/contracts';
import { Kind, type GraphQLResolveInfo, type SelectionSetNode } from 'graphql';
import type { GraphqlContext } from './graphql-context.js';

const PERSON = /^(?:sender|receiver)(?:Name|Email|Phone)$/;

/** What a client selected of the items of a list: what is not selected need not be looked up. */
export class Selection {
  /** `people`: a name, an address or a phone of somebody. */
  readonly wanted = { people: false, credentials: false };

  constructor(private readonly info: Pick<GraphQLResolveInfo, 'fieldNodes' | 'fragments' | 'path'>, private readonly context: GraphqlContext) {
    for (const { selectionSet } of info.fieldNodes) this.read(selectionSet);
  }

  /** Notes the items of the list, in their order. */
  answeredWith(items: readonly Graphql.Notification[]): readonly Graphql.Notification[] {
    this.context.listed.set(String(this.info.path.key), items);
    return items;
  }

  // Conditions are not looked into: at worst something is looked up in vain.
  private read(set: SelectionSetNode | undefined): void {
    for (const selection of set?.selections ?? []) {
      if (selection.kind !== Kind.FIELD) this.read(selection.kind === Kind.INLINE_FRAGMENT ? selection.selectionSet : this.info.fragments[selection.name.value]?.selectionSet);
      else if (selection.name.value === 'data') this.wanted.credentials = true;
      else if (PERSON.test(selection.name.value)) this.wanted.people = true;
    }
  }
}

/** What is selected, as a parameter of a resolver. */
export const Selected = createParamDecorator((_: unknown, host: ExecutionContext): Selection => new Selection(host.getArgByIndex<GraphQLResolveInfo>(3), host.getArgByIndex<GraphqlContext>(2)));
