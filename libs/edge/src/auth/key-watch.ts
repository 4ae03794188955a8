import type { OnModuleDestroy, OnModuleInit } from '@nestjs/common';
import type { KeySource } from './key-source.js';
import type { TokenCache } from './token-cache.js';

/** Half of the minute that a withdrawn key is granted (docs/decisions/0014), so that one slow answer is no breach. */
const EVERY_MS = 30_000;

/** Ends remembered tokens when their key leaves the JWKS. */
export class KeyWatch implements OnModuleInit, OnModuleDestroy {
  private timer?: NodeJS.Timeout;

  constructor(
    private readonly keys: KeySource,
    private readonly cache: TokenCache,
    private readonly everyMs = EVERY_MS,
  ) {}

  onModuleInit(): void {
    this.timer = setInterval(() => void this.look(), this.everyMs).unref();
  }

  onModuleDestroy(): void {
    clearInterval(this.timer);
  }

  /** Reads the keys again and forgets the tokens of those that have gone. */
  async look(): Promise<void> {
    if (this.cache.size === 0) return;
    await this.keys.refresh();
    this.cache.forgetWithdrawn(this.keys);
  }
}
