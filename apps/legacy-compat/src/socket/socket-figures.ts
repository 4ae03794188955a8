/** Why a connection was turned away or ended by us: `full`, `pace` and `address` before TLS began. */
export type Refusal = 'full' | 'pace' | 'address' | 'handshake' | 'frame' | 'buffer' | 'registration' | 'deadline' | 'silence';

/** What a push socket counts. */
export interface SocketFigures {
  /** Open now, those whose handshake is not complete included. */
  connections: number;
  /** Of these, the ones that were given their token. */
  registered: number;
  /** Since the start. */
  readonly refused: Record<Refusal, number>;
}

export const noFigures = (): SocketFigures => ({
  connections: 0,
  registered: 0,
  refused: { full: 0, pace: 0, address: 0, handshake: 0, frame: 0, buffer: 0, registration: 0, deadline: 0, silence: 0 },
});
