import { hash } from 'node:crypto';
import { DomainError } from '@ringpost/domain';
import { LRUCache } from 'lru-cache';
import type { GraphqlRequest, IncompleteRequest } from './graphql-request.js';

const MOST_CHARACTERS = 4_194_304;

/**
 * Documents that clients may name by their hash instead of sending them: automatic persisted queries, as Apollo's clients do them.
 * Each process knows those that were sent to it; a client that is told of an unknown one sends it along.
 */
export class PersistedDocuments {
  private readonly known = new LRUCache<string, string>({ maxSize: MOST_CHARACTERS, sizeCalculation: (document) => document.length + 128 });

  /** The request with its document. Errors: `graphql_document_unknown`, `graphql_request_invalid`. */
  complete({ query, ...request }: IncompleteRequest): GraphqlRequest {
    if (query === undefined) return { ...request, query: this.find(request.hash!) }; // a request has one of the two
    if (request.hash !== undefined && hash('sha256', query) !== request.hash) throw new DomainError('graphql_request_invalid', { detail: 'sha256Hash is not that of the document' });
    return { ...request, query };
  }

  /** Keeps the document of a request that was executed. */
  keep({ query, hash: sum }: GraphqlRequest): void {
    if (sum !== undefined && !this.known.has(sum)) this.known.set(sum, Buffer.from(query).toString()); // a text of its own: it may be a part of a longer one
  }

  private find(sum: string): string {
    const document = this.known.get(sum);
    if (document === undefined) throw new DomainError('graphql_document_unknown');
    return document;
  }
}
