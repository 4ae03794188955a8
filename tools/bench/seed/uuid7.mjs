/** SQL for a UUIDv7 of a moment (milliseconds) and a number that is unique within the table. */
export const sqlUuid7 = (ms, n) =>
  `(lpad(to_hex((${ms})::bigint), 12, '0') || '7' || lpad(to_hex((${n}) & 4095), 3, '0') || '8' || lpad(to_hex(${n}), 15, '0'))::uuid`;
