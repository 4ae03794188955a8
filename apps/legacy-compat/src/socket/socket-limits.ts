/** What a push socket puts up with. Times are milliseconds. */
export interface SocketLimits {
  /** How many TLS handshakes begin in a second, and how many wait for it. The rest is turned away before TLS. */
  readonly handshakesPerSecond: number;
  readonly waitingHandshakes: number;
  readonly handshakeMs: number;
  /** Connections in all; undefined: as many as come. */
  readonly connections?: number | undefined;
  /** Connections of one address; IPv6 counts by /64. */
  readonly perAddress: number;
  readonly exemptAddress: (address: string) => boolean;
  /** From the connection to the token. */
  readonly registrationMs: number;
  /** How long a phone may say nothing. */
  readonly silenceMs: number;
  /** How long we say nothing. */
  readonly heartbeatMs: number;
  /** Incomplete registrations of all connections together. */
  readonly bufferedBytes: number;
  /** How often each connection is looked after. */
  readonly roundMs: number;
}

export const SOCKET_LIMITS: SocketLimits = {
  handshakesPerSecond: 200,
  waitingHandshakes: 200,
  handshakeMs: 10_000,
  perAddress: 2_000,
  exemptAddress: () => false,
  registrationMs: 30_000,
  silenceMs: 180_000,
  heartbeatMs: 55_000,
  bufferedBytes: 64 * 1_048_576,
  roundMs: 1_000,
};
