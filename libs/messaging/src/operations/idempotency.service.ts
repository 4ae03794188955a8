import { createHash } from 'node:crypto';
import { DomainError, type Actor, type Clock } from '@ringpost/domain';
import type { Database, IdempotencyRepository, Tx } from '@ringpost/persistence';

/** A write that its sender may repeat without repeating its effect. */
export interface KeyedRequest {
  readonly key: string;
  readonly method: string;
  /** The canonical path, so that every spelling of an address is one. */
  readonly path: string;
  readonly body: unknown;
}

/** What was answered: the status and the body as it went over the wire. */
export interface Answer {
  readonly status: number;
  readonly body: string;
}

/** A key that was not used yet, as far as is known: what is written under it says so in the same statement, with the answer. */
export interface KeyInHand<T> {
  readonly keyHash: Buffer;
  readonly bodyHash: Buffer;
  /** The answer, once it is known what comes of the request. */
  answer(result: T): Answer;
}

/** The key in hand was used before: nothing was written. */
export class KeyTaken extends Error {
  override name = 'KeyTaken';
}

const WINDOW_MS = 86_400_000;
const VISIBLE_ASCII = /^[\x21-\x7e]{1,255}$/;

/** Writes under a key: the first answer is stored with the effect, in one transaction, and replayed for 24 hours. */
export class IdempotencyService {
  constructor(
    private readonly db: Database,
    private readonly keys: IdempotencyRepository,
    private readonly clock: Clock,
  ) {}

  /**
   * Runs `work` unless the key was used before. A refusal (a `DomainError` that is the caller's doing) is an answer like any
   * other, `refuse` words it, and its changes are undone; failures of ours are not stored.
   * Errors: `idempotency_key_invalid`, `idempotency_running`, `idempotency_mismatch`, and failures of `work`.
   */
  async run(actor: Actor, request: KeyedRequest, work: () => Promise<Answer>, refuse: (error: DomainError) => Answer): Promise<Answer & { replayed: boolean }> {
    const { keyHash, bodyHash } = this.hashesOf(actor, request);
    return this.db.run(actor, async (tx) => {
      if (!(await this.keys.take(tx, keyHash))) throw new DomainError('idempotency_running', { retryAfter: 1 });
      const now = this.clock.now();
      const stored = await this.keys.find(tx, keyHash, new Date(now.getTime() - WINDOW_MS));
      if (stored && !stored.bodyHash.equals(bodyHash)) throw new DomainError('idempotency_mismatch');
      if (stored) return { status: stored.status, body: stored.body, replayed: true };
      const answer = await this.answerOf(tx, work, refuse);
      await this.keys.store(tx, keyHash, { bodyHash, ...answer }, now);
      return { ...answer, replayed: false };
    });
  }

  /** What a key and its body are known by. Errors: `idempotency_key_invalid`. */
  hashesOf(actor: Actor, { key, method, path, body }: KeyedRequest): Pick<KeyInHand<unknown>, 'keyHash' | 'bodyHash'> {
    if (!VISIBLE_ASCII.test(key)) throw new DomainError('idempotency_key_invalid');
    return { keyHash: hashOf(actor.tenantId, actor.userId, method, path, key), bodyHash: hashOf(JSON.stringify(body ?? null)) };
  }

  private async answerOf(tx: Tx, work: () => Promise<Answer>, refuse: (error: DomainError) => Answer): Promise<Answer> {
    try {
      return await this.db.attempt(tx, work);
    } catch (error) {
      if (!(error instanceof DomainError) || error.kind === 'unavailable' || error.kind === 'internal') throw error;
      return refuse(error);
    }
  }
}

const hashOf = (...parts: string[]): Buffer => createHash('sha256').update(parts.map((part) => `${Buffer.byteLength(part)}:${part}`).join('')).digest();
