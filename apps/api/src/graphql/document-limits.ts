import { GraphQLError, Kind, getNamedType, getNullableType, isCompositeType, isInterfaceType, isIntrospectionType, isListType, isObjectType } from 'graphql';
import type { FieldNode, GraphQLNamedType, GraphQLOutputType, GraphQLSchema, OperationDefinitionNode, SelectionNode, SelectionSetNode, ValidationContext, ValidationRule } from 'graphql';

/** Most tokens of a document; the parser stops there. */
export const MAX_TOKENS = 2_000;
export const MAX_DEPTH = 10;
export const MAX_ALIASES = 50;
/** A field costs 1, one that asks the database 20, and those of a list's items count ten times. */
export const MAX_COMPLEXITY = 5_000;

const ROOT_FIELD = 20;
const LIST = 10;

/** How large a part of a document is, with every fragment put in its place. */
interface Size {
  readonly depth: number;
  readonly aliases: number;
  readonly complexity: number;
}

const NOTHING: Size = { depth: 0, aliases: 0, complexity: 0 };

/** Refuses documents that are deeper, wider or dearer than any client of this surface needs. Introspection counts as flat: graphql bounds it. */
export const documentLimits: ValidationRule = (context) => {
  const sizes = new Sizes(context);
  return {
    OperationDefinition(operation) {
      const { depth, aliases, complexity } = sizes.ofOperation(operation);
      const refuse = (what: string, found: number, most: number): void =>
        context.reportError(new GraphQLError(`The document has ${what} ${found}, and ${most} is the most.`, { nodes: operation, extensions: { code: 'GRAPHQL_LIMIT_EXCEEDED' } }));
      if (depth > MAX_DEPTH) refuse('depth', depth, MAX_DEPTH);
      if (aliases > MAX_ALIASES) refuse('aliases', aliases, MAX_ALIASES);
      if (complexity > MAX_COMPLEXITY) refuse('complexity', complexity, MAX_COMPLEXITY);
    },
  };
};

class Sizes {
  private readonly schema: GraphQLSchema;
  private readonly fragments = new Map<string, Size>();

  constructor(private readonly context: ValidationContext) {
    this.schema = context.getSchema();
  }

  ofOperation({ operation, selectionSet }: OperationDefinitionNode): Size {
    return this.ofSet(selectionSet, this.schema.getRootType(operation) ?? undefined, true);
  }

  private ofSet(set: SelectionSetNode | undefined, type: GraphQLNamedType | undefined, root: boolean): Size {
    return (set?.selections ?? []).map((selection) => this.of(selection, type, root)).reduce(sum, NOTHING);
  }

  private of(selection: SelectionNode, type: GraphQLNamedType | undefined, root: boolean): Size {
    if (selection.kind === Kind.FIELD) return this.ofField(selection, type, root);
    if (selection.kind === Kind.FRAGMENT_SPREAD) return this.ofFragment(selection.name.value, root);
    return this.ofSet(selection.selectionSet, this.typeNamed(selection.typeCondition?.name.value) ?? type, root);
  }

  private ofField({ name, alias, selectionSet }: FieldNode, parent: GraphQLNamedType | undefined, root: boolean): Size {
    const type = fieldType(parent, name.value);
    const inner = this.ofSet(selectionSet, type && getNamedType(type), false);
    const meta = name.value.startsWith('__') || (parent !== undefined && isIntrospectionType(parent));
    const times = !meta && type !== undefined && isListType(getNullableType(type)) ? LIST : 1;
    return {
      depth: meta ? 1 : 1 + inner.depth,
      aliases: inner.aliases + (alias === undefined ? 0 : 1),
      complexity: (root && !meta ? ROOT_FIELD : 1) + times * inner.complexity,
    };
  }

  // Each fragment is measured once. While that goes on it counts as nothing: a circle is refused by another rule.
  private ofFragment(name: string, root: boolean): Size {
    const known = this.fragments.get(name);
    if (known !== undefined) return known;
    this.fragments.set(name, NOTHING);
    const fragment = this.context.getFragment(name);
    const size = fragment ? this.ofSet(fragment.selectionSet, this.typeNamed(fragment.typeCondition.name.value), root) : NOTHING;
    this.fragments.set(name, size);
    return size;
  }

  private typeNamed(name: string | undefined): GraphQLNamedType | undefined {
    const type = name === undefined ? undefined : this.schema.getType(name);
    return type !== undefined && isCompositeType(type) ? type : undefined;
  }
}

const sum = (a: Size, b: Size): Size => ({ depth: Math.max(a.depth, b.depth), aliases: a.aliases + b.aliases, complexity: a.complexity + b.complexity });

// Fields that no type has are refused by another rule; here they are leaves.
const fieldType = (parent: GraphQLNamedType | undefined, name: string): GraphQLOutputType | undefined =>
  isObjectType(parent) || isInterfaceType(parent) ? parent.getFields()[name]?.type : undefined;
