import { DomainError, hashPassword, isPassword } from '@ringpost/domain';

const LONGEST = 50;
const RETRY_S = 5;

/** Passwords are dear to check: one at a time, and at most so many wait, so that logins cannot take the machine from the rings. */
export class PasswordQueue {
  private last: Promise<unknown> = Promise.resolve();
  private waiting = 0;

  /** Whether a password is the stored one; as slow where there is none. Errors: `login_throttled` when too many wait. */
  check(password: string, stored: string | undefined): Promise<boolean> {
    return this.next(() => isPassword(password, stored));
  }

  /** A password as it is stored. */
  hash(password: string): Promise<string> {
    return this.next(() => hashPassword(password));
  }

  private async next<T>(work: () => Promise<T>): Promise<T> {
    if (this.waiting >= LONGEST) throw new DomainError('login_throttled', { retryAfter: RETRY_S });
    this.waiting++;
    const turn = this.last.then(work);
    this.last = turn.catch(() => undefined); // whoever asked is told; the next one's turn comes all the same
    try {
      return await turn;
    } finally {
      this.waiting--;
    }
  }
}
