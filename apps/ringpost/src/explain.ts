import { DomainError, ERRORS } from '@ringpost/domain';

/** Throws an error in the words that an operator can do something with. */
export function explain(error: unknown): never {
  throw error instanceof DomainError ? new Error(error.detail ?? ERRORS[error.code].en, { cause: error }) : error;
}
