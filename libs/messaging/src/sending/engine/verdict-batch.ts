import { setTimeout as pause } from 'node:timers/promises';
import { isAway, type TokenAnswer } from '@ringpost/domain';
import type { TokenVerdict, TokenVerdictService } from '../../tokens/token-verdict.service.js';

const GATHER_MS = 3, MOST = 200, RETRY_MS = 250;

interface Waiting {
  readonly verdict: TokenVerdict;
  readonly answer: (answer: TokenAnswer) => void;
}

/** Asks the rules of push tokens what an answer means, for several at a time. A provider that refuses everything is told of in few statements. */
export class VerdictBatch {
  private waiting: Waiting[] = [];
  private timer: NodeJS.Timeout | undefined;

  constructor(private readonly tokens: Pick<TokenVerdictService, 'judge'>, private readonly log: { warn(context: object, message: string): void }) {}

  /** What becomes of the token, and with it of the delivery. Waits for as long as the database is away. */
  ask(verdict: TokenVerdict): Promise<TokenAnswer> {
    return new Promise((answer) => {
      this.waiting.push({ verdict, answer });
      if (this.waiting.length >= MOST) this.judge();
      else this.timer ??= setTimeout(() => this.judge(), GATHER_MS);
    });
  }

  private judge(): void {
    clearTimeout(this.timer);
    this.timer = undefined;
    const batch = this.waiting;
    this.waiting = [];
    if (batch.length > 0) void this.until(batch);
  }

  /** One of them cannot be judged: the others are, and that one's token stays as it is. */
  private apart(batch: readonly Waiting[], error: unknown): void {
    const half = batch.length >> 1;
    if (half > 0) {
      void this.until(batch.slice(0, half));
      void this.until(batch.slice(half));
      return;
    }
    this.log.warn({ err: error, token: batch[0]!.verdict.tokenId }, 'what a provider says of a push token cannot be written down');
    batch[0]!.answer('kept');
  }

  private async until(batch: readonly Waiting[]): Promise<void> {
    for (let complained = false; ; complained = true) {
      try {
        const answers = await this.tokens.judge(batch.map(({ verdict }) => verdict));
        for (const { verdict, answer } of batch) answer(answers.get(verdict.tokenId) ?? 'kept');
        return;
      } catch (error) {
        if (!isAway(error)) return this.apart(batch, error);
        if (!complained) this.log.warn({ err: error }, 'what providers say of push tokens cannot be written down: trying until it can');
        await pause(RETRY_MS);
      }
    }
  }
}
