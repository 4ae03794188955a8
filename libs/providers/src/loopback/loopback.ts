/** A server on loopback that speaks a provider's own protocol, for tests, benchmarks and demonstrations. */
export interface Loopback {
  /** Where the provider's client connects to. */
  readonly url: string;
  /** The latest of what arrived, oldest first, as plain JSON. */
  received(): unknown[];
  /** What arrived and what was answered, by name, since the start or the last `clear`. */
  counts(): Record<string, number>;
  /** Changes how it answers from now on; members that are left out go back to their defaults. Errors: a `TypeError` when it knows no such way. */
  steer(how: Record<string, unknown>): void;
  /** Forgets what arrived. How it answers stays. */
  clear(): void;
  /** Stops listening and cuts every connection. */
  close(): Promise<void>;
}

/** How every loopback server is started. */
export interface LoopbackOptions {
  /** 0, the default: a free one. */
  readonly port?: number;
  /** Before each answer, in milliseconds. */
  readonly delayMs?: number;
  /** How many of what arrived to keep; 0 keeps none, but counts. */
  readonly keep?: number;
  /** PEM; without it, plain text. */
  readonly tls?: { readonly key: string; readonly cert: string };
}
