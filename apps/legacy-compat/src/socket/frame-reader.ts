import type { ByteBudget } from './byte-budget.js';
import { COMMAND, HEADER_BYTES, MAX_PAYLOAD_BYTES } from './frame.js';

/** Who is told of frames. */
export interface FrameSink {
  /** A frame has arrived. The payload is empty but for a registration, and is good during the call only. */
  onFrame(command: number, payload: Buffer): void;
  /** A length that no frame has, or more in memory than is allowed. Nothing more is read. */
  onBroken(reason: 'frame' | 'buffer'): void;
}

const NOTHING = Buffer.alloc(0);
const FIRST_BYTES = 512;

/**
 * Takes a stream of frames apart, in whatever pieces it arrives. Registrations alone are kept; other payloads pass by. What is kept
 * grows with what has arrived, because whoever announces a megabyte need not send it.
 */
export class FrameReader {
  private headerBytes = 0;
  private command = 0;
  private length = 0;
  private missing = 0;
  private kept?: Buffer = undefined;
  private stopped = false;

  constructor(
    private readonly sink: FrameSink,
    private readonly budget: ByteBudget,
  ) {}

  read(chunk: Buffer): void {
    for (let at = 0; at < chunk.length && !this.stopped; ) at = this.headerBytes < HEADER_BYTES ? this.readHeader(chunk, at) : this.readPayload(chunk, at);
  }

  /** Reads nothing more, and lets go of what it kept. */
  stop(): void {
    this.stopped = true;
    this.release();
  }

  private readHeader(chunk: Buffer, from: number): number {
    let at = from;
    for (; at < chunk.length && this.headerBytes < HEADER_BYTES; at++, this.headerBytes++) {
      const bits = chunk[at]! << (8 * (this.headerBytes % 4));
      if (this.headerBytes < 4) this.command |= bits;
      else this.length |= bits;
    }
    if (this.headerBytes === HEADER_BYTES) this.begin();
    return at;
  }

  private begin(): void {
    this.missing = this.length;
    if (this.length < 0 || this.length > MAX_PAYLOAD_BYTES) this.break('frame');
    else if (this.length === 0) this.finish(NOTHING);
  }

  private readPayload(chunk: Buffer, from: number): number {
    const end = Math.min(chunk.length, from + this.missing);
    const isWhole = end - from === this.length;
    if (this.command === COMMAND.register && !isWhole && !this.keep(chunk, from, end)) {
      this.break('buffer');
      return end;
    }
    this.missing -= end - from;
    if (this.missing > 0) return end;
    if (this.command !== COMMAND.register) this.finish(NOTHING);
    else this.finish(isWhole ? chunk.subarray(from, end) : this.kept!.subarray(0, this.length));
    return end;
  }

  private keep(chunk: Buffer, from: number, end: number): boolean {
    const used = this.length - this.missing, needed = used + end - from, had = this.kept?.length ?? 0;
    if (needed > had) {
      const size = Math.min(this.length, Math.max(FIRST_BYTES, 2 * needed));
      if (!this.budget.take(size - had)) return false;
      // Not from the pool: a piece of it that is held for long would hold all of it.
      const grown = Buffer.allocUnsafeSlow(size);
      this.kept?.copy(grown, 0, 0, used);
      this.kept = grown;
    }
    chunk.copy(this.kept!, used, from, end);
    return true;
  }

  private finish(payload: Buffer): void {
    const { command } = this;
    this.headerBytes = this.command = this.length = 0;
    this.release();
    this.sink.onFrame(command, payload);
  }

  private release(): void {
    if (this.kept === undefined) return;
    this.budget.giveBack(this.kept.length);
    this.kept = undefined;
  }

  private break(reason: 'frame' | 'buffer'): void {
    this.stop();
    this.sink.onBroken(reason);
  }
}
