import { GraphQLError, parse, specifiedRules, validate, visit, type DocumentNode, type GraphQLSchema, type StringValueNode, type ValidationRule } from 'graphql';
import { LRUCache } from 'lru-cache';
import { MAX_TOKENS } from './document-limits.js';
import { isPlain } from './plain-document.js';

/** The request has errors, and nothing of it was executed. */
export class RefusedDocument extends Error {
  constructor(readonly errors: readonly GraphQLError[]) {
    super('the document is refused');
  }
}

/** A document that is valid. */
export interface KnownDocument {
  /** A text of its own: that of the request may be a part of a longer one, which would be held with it. */
  readonly text: string;
  readonly document: DocumentNode;
  /** Whether it may be compiled. */
  readonly plain: boolean;
}

// In characters. A parsed document takes up to 160 times its text, a compiled one a thousand times. Clients send few documents over
// and over, of a few hundred characters; those that are refused are not remembered at all.
const REMEMBERED = 262_144;
const OF_EACH = 256;
const LONGEST_REMEMBERED = 4_096;
const LONGEST_COMPILED = 512;

/** Documents, parsed and validated once while they are remembered. */
export class KnownDocuments {
  private readonly known = new LRUCache<string, KnownDocument>({ maxSize: REMEMBERED, maxEntrySize: LONGEST_REMEMBERED, sizeCalculation: (_, text) => text.length + OF_EACH });

  constructor(private readonly schemaOf: () => GraphQLSchema, private readonly rules: readonly ValidationRule[]) {}

  /** The document of a text. Errors: `RefusedDocument`. */
  read(query: string): KnownDocument {
    const known = this.known.get(query);
    if (known !== undefined) return known;
    const text = Buffer.from(query).toString();
    const document = parsed(text);
    const errors = validate(this.schemaOf(), document, [...specifiedRules, ...this.rules]);
    if (errors.length > 0) throw new RefusedDocument(errors);
    const read = { text, document, plain: text.length <= LONGEST_COMPILED && isPlain(document) };
    this.known.set(text, read);
    return read;
  }
}

function parsed(text: string): DocumentNode {
  try {
    const document = parse(text, { maxTokens: MAX_TOKENS });
    if (text.includes('\\u')) visit(document, { StringValue: requireStorable });
    return document;
  } catch (error) {
    if (!(error instanceof GraphQLError)) throw error;
    throw new RefusedDocument([error]);
  }
}

// The only such text that a document can hold: its grammar has no other control characters in strings, and no halves of pairs.
function requireStorable(node: StringValueNode): void {
  if (node.value.includes('\0')) throw new GraphQLError('Text must not contain NUL.', { nodes: node, extensions: { code: 'GRAPHQL_VALIDATION_FAILED' } });
}
