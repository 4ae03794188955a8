import type { Lane } from '@ringpost/domain';

/** What happened in sending since the process began. */
export interface SendFigures {
  /** Tries, by lane and outcome. */
  tried(lane: Lane, provider: string, outcome: string, seconds: number): void;
  /** Deliveries that were claimed, by lane. */
  claimed(lane: Lane, count: number): void;
}

/** For whoever counts nothing. */
export const NO_FIGURES: SendFigures = { tried: () => undefined, claimed: () => undefined };
