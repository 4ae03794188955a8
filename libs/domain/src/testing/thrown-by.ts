import { DomainError, type ErrorCode } from '../errors.js';

/** The code of the `DomainError` that work ends with. Anything else it throws goes on; ending well is a failure of its own. */
export async function codeOf(work: (() => unknown) | Promise<unknown>): Promise<ErrorCode> {
  try {
    await (typeof work === 'function' ? work() : work);
  } catch (error) {
    if (error instanceof DomainError) return error.code;
    throw error;
  }
  throw new Error('expected a DomainError, but nothing was thrown');
}
