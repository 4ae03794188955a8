import {
  GraphQLError, execute, getOperationAST, parse, specifiedRules, validate, visit,
  type DocumentNode, type ExecutionResult, type OperationDefinitionNode, type StringValueNode, type ValidationRule,
} from 'graphql';
import { DomainError } from '@ringpost/domain';
import type { FastifyInstance } from 'fastify';
import { LRUCache } from 'lru-cache';
import { MAX_TOKENS } from './document-limits.js';
import type { GraphqlContext } from './graphql-context.js';
import type { GraphqlRequest } from './graphql-request.js';

/** The request has errors, and nothing of it was executed. */
export class RefusedDocument extends Error {
  constructor(readonly errors: readonly GraphQLError[]) {
    super('the document is refused');
  }
}


/** What is remembered of a document that may be executed. */
type Known = Pick<OperationDefinitionNode, 'operation'> & { readonly name: string | undefined };

// Clients send few documents over and over. Long ones, and those with several operations, are read anew each time: the first would
// fill the memory, and compiled code is kept by the document's text alone, whichever of its operations it was made for.
const REMEMBERED = 1_000;
const LONGEST_REMEMBERED = 16_384;

/** Executes requests against the schema: documents of the usual kind through mercurius, which compiles them. */
export class GraphqlExecutor {
  private readonly known = new LRUCache<string, Known>({ max: REMEMBERED });

  constructor(
    private readonly fastify: FastifyInstance,
    private readonly rules: readonly ValidationRule[],
    private readonly mayMutate: (method: string) => boolean,
  ) {}

  /** The result, with errors of the execution in it. Errors: `RefusedDocument`, `graphql_get_mutation`. */
  async run(method: string, request: GraphqlRequest, context: GraphqlContext): Promise<ExecutionResult> {
    const known = this.known.get(request.query);
    if (known !== undefined && (request.operationName === undefined || request.operationName === known.name)) {
      this.checkMethod(method, known);
      return this.compiled(request, context);
    }
    const document = documentIn(request.query);
    const operation = operationIn(document, request.operationName);
    this.checkMethod(method, operation);
    this.checkRoot(operation);
    if (request.query.length > LONGEST_REMEMBERED || operationsOf(document).length > 1) return this.interpreted(document, request, context);
    const result = await this.compiled(request, context);
    this.known.set(request.query, { operation: operation.operation, name: operation.name?.value });
    return result;
  }

  private async compiled({ query, variables }: GraphqlRequest, context: GraphqlContext): Promise<ExecutionResult> {
    try {
      return await this.fastify.graphql(query, context as unknown as Record<string, unknown>, variables);
    } catch (error) {
      const { errors } = error as { errors?: unknown };
      throw Array.isArray(errors) ? new RefusedDocument(errors as GraphQLError[]) : error;
    }
  }

  private async interpreted(document: DocumentNode, { variables, operationName }: GraphqlRequest, context: GraphqlContext): Promise<ExecutionResult> {
    const { schema } = this.fastify.graphql;
    const errors = validate(schema, document, [...specifiedRules, ...this.rules]);
    if (errors.length > 0) throw new RefusedDocument(errors);
    return execute({ schema, document, contextValue: context, variableValues: variables, operationName });
  }

  // GraphQL's own rules leave this to the execution.
  private checkRoot(operation: OperationDefinitionNode): void {
    if (this.fastify.graphql.schema.getRootType(operation.operation)) return;
    throw new RefusedDocument([new GraphQLError(`There are no operations of the kind ${operation.operation}.`, { nodes: operation, extensions: { code: 'GRAPHQL_VALIDATION_FAILED' } })]);
  }

  private checkMethod(method: string, { operation }: Pick<OperationDefinitionNode, 'operation'>): void {
    if (operation !== 'query' && !this.mayMutate(method)) throw new DomainError('graphql_get_mutation');
  }
}

function documentIn(query: string): DocumentNode {
  try {
    const document = parse(query, { maxTokens: MAX_TOKENS });
    if (query.includes('\\u')) visit(document, { StringValue: requireStorable });
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

const operationsOf = ({ definitions }: DocumentNode) => definitions.filter((definition) => definition.kind === 'OperationDefinition');

function operationIn(document: DocumentNode, name: string | undefined): OperationDefinitionNode {
  const operation = getOperationAST(document, name);
  if (operation) return operation;
  const message = name !== undefined ? `Unknown operation named "${name}".` : operationsOf(document).length === 0 ? 'The document has no operation.' : 'Must provide operation name if query contains multiple operations.';
  throw new RefusedDocument([new GraphQLError(message, { extensions: { code: 'OPERATION_RESOLUTION_FAILURE' } })]);
}
