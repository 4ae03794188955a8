// The frames of the push socket, as a phone speaks them: int32 command, int32 length, both little-endian, and the payload.
export const COMMAND = { heartbeat: 0, register: 1, token: 2, event: 3 };

const HEAD = 8;

export function frameOf(command, payload = '') {
  const frame = Buffer.alloc(HEAD + Buffer.byteLength(payload));
  frame.writeInt32LE(command, 0);
  frame.writeInt32LE(frame.length - HEAD, 4);
  frame.write(payload, HEAD);
  return frame;
}

/** Takes frames out of what arrives, in whatever pieces. Nothing is copied unless a frame is cut in two. */
export class FrameReader {
  rest = undefined;

  /** `take` is called with each command and the bytes of its payload, good during the call only. */
  constructor(take) {
    this.take = take;
  }

  read(bytes) {
    const all = this.rest === undefined ? bytes : Buffer.concat([this.rest, bytes]);
    let at = 0;
    for (let end; all.length - at >= HEAD && (end = at + HEAD + all.readInt32LE(at + 4)) <= all.length; at = end) this.take(all.readInt32LE(at), all.subarray(at + HEAD, end));
    this.rest = at < all.length ? Buffer.from(all.subarray(at)) : undefined;
  }
}
