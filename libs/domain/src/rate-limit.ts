/** What became of one request under a limit. */
export interface RateVerdict {
  readonly allowed: boolean;
  /** Requests a window allows. */
  readonly limit: number;
  /** Requests that are left in the window, never below 0. */
  readonly remaining: number;
  /** Milliseconds until the window ends. */
  readonly resetMs: number;
}

/** So many requests of one kind in a fixed window, counted by key across every instance of the service. */
export interface RateLimit {
  /** Counts one request of a key. Never fails: where the count cannot be shared, each process counts for itself. */
  take(key: string): Promise<RateVerdict>;
}
