import { BREAK, Kind, OperationTypeNode, visit, type DocumentNode, type SelectionSetNode } from 'graphql';

const PARTS: ReadonlySet<string> = new Set([Kind.DOCUMENT, Kind.OPERATION_DEFINITION, Kind.SELECTION_SET, Kind.FIELD, Kind.NAME, Kind.ARGUMENT, Kind.BOOLEAN]);

/**
 * Whether a document is one of those that the compiler executes as GraphQL says: one query of fields, with true and false for
 * arguments. The compiler writes texts of a document into the code that it runs, some of them as code; and what it makes of variables,
 * directives, fragments, merged fields and odd names is not always what the specification makes of them (docs/decisions/0023).
 */
export function isPlain(document: DocumentNode): boolean {
  const [definition, ...others] = document.definitions;
  if (others.length > 0 || definition?.kind !== Kind.OPERATION_DEFINITION || definition.operation !== OperationTypeNode.QUERY) return false;
  let plain = true;
  visit(document, {
    enter(node) {
      if (PARTS.has(node.kind) && (node.kind !== Kind.SELECTION_SET || areDistinct(node))) return undefined;
      plain = false;
      return BREAK;
    },
  });
  return plain;
}

// Every response name once, and none that means something to JavaScript.
function areDistinct({ selections }: SelectionSetNode): boolean {
  const names = new Set(selections.map((selection) => (selection.kind === Kind.FIELD ? (selection.alias ?? selection.name).value : '')));
  return names.size === selections.length && ![...names].some((name) => name.startsWith('__') || name in Object.prototype);
}
