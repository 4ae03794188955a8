import { closeTogether, type Closer, type Log } from '@ringpost/edge';

/** What a process has opened so far, to be closed when it ends or when the rest of it cannot start. */
export class Opened {
  private readonly front: Closer[] = [];
  private readonly behind: Closer[];

  constructor(first: readonly Closer[]) {
    this.behind = [...first];
  }

  /** Takes requests or connections: all of these are closed at the same time, before everything else. */
  listening(closer: Closer): void {
    this.front.push(closer);
  }

  /** Stands on what was opened before it, so it is closed before that. */
  last(closer: Closer): void {
    this.behind.unshift(closer);
  }

  /** In the order in which they have to be closed. */
  closers(log: Log): Closer[] {
    return [closeTogether('what takes requests', this.front, log), ...this.behind];
  }
}
