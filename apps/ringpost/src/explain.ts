import { DomainError } from '@ringpost/domain';

/** Throws an error in the words that an operator can do something with. */
export function explain(error: unknown): never {
  throw error instanceof DomainError && error.detail !== undefined ? new Error(error.detail) : error;
}
