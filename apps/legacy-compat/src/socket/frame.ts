/** What the first number of a frame says. The last two go to phones only. */
export const COMMAND = { heartbeat: 0, register: 1, token: 2, event: 3 } as const;

/** Command and length, both int32, little-endian. */
export const HEADER_BYTES = 8;

export const MAX_PAYLOAD_BYTES = 1_048_576;

/** A frame, ready to be written. Throws a `RangeError` for a payload that no reader would take. */
export function frameOf(command: number, payload = ''): Buffer {
  const length = Buffer.byteLength(payload);
  if (length > MAX_PAYLOAD_BYTES) throw new RangeError(`a frame carries at most ${MAX_PAYLOAD_BYTES} bytes, not ${length}`);
  const frame = Buffer.allocUnsafe(HEADER_BYTES + length);
  frame.writeInt32LE(command, 0);
  frame.writeInt32LE(length, 4);
  frame.write(payload, HEADER_BYTES);
  return frame;
}
