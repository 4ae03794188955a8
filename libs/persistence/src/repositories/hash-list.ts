/** Hashes as the text of a list that a prepared statement takes for `bytea[]`. */
export const hashList = (hashes: readonly Buffer[]): string => `{${hashes.map((hash) => `"\\\\x${hash.toString('hex')}"`).join(',')}}`;
