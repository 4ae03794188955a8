import { DomainError } from '@ringpost/domain';
import type { FastifyInstance } from 'fastify';
import { GraphQLError, execute, getOperationAST, type DocumentNode, type ExecutionResult, type OperationDefinitionNode, type ValidationRule } from 'graphql';
import type { GraphqlContext } from './graphql-context.js';
import type { GraphqlRequest } from './graphql-request.js';
import { KnownDocuments, RefusedDocument } from './known-documents.js';

/** Executes requests against the schema: plain documents through mercurius, which compiles them, all others by graphql-js. */
export class GraphqlExecutor {
  private readonly documents: KnownDocuments;

  constructor(
    private readonly fastify: FastifyInstance,
    rules: readonly ValidationRule[],
    private readonly mayMutate: (method: string) => boolean,
  ) {
    this.documents = new KnownDocuments(() => fastify.graphql.schema, rules);
  }

  /** The result, with errors of the execution in it. Errors: `RefusedDocument`, `graphql_get_mutation`. */
  async run(method: string, { query, variables, operationName }: GraphqlRequest, context: GraphqlContext): Promise<ExecutionResult> {
    const { text, document, plain } = this.documents.read(query);
    const { operation } = operationIn(document, operationName);
    if (operation !== 'query' && !this.mayMutate(method)) throw new DomainError('graphql_get_mutation');
    const { graphql } = this.fastify;
    if (plain) return graphql(text, context as unknown as Record<string, unknown>);
    // GraphQL's own rules leave this to the execution.
    if (!graphql.schema.getRootType(operation)) throw refused(`There are no operations of the kind ${operation}.`, 'GRAPHQL_VALIDATION_FAILED');
    return execute({ schema: graphql.schema, document, contextValue: context, variableValues: variables, operationName });
  }
}

function operationIn(document: DocumentNode, name: string | undefined): OperationDefinitionNode {
  const operation = getOperationAST(document, name);
  if (operation) return operation;
  if (name !== undefined) throw refused(`Unknown operation named "${name}".`, 'OPERATION_RESOLUTION_FAILURE');
  const several = document.definitions.some(({ kind }) => kind === 'OperationDefinition');
  throw refused(several ? 'Must provide operation name if query contains multiple operations.' : 'The document has no operation.', 'OPERATION_RESOLUTION_FAILURE');
}

const refused = (message: string, code: string): RefusedDocument => new RefusedDocument([new GraphQLError(message, { extensions: { code } })]);
