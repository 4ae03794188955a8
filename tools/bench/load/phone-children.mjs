// Phones and strangers in processes of their own, so that what they cost is not the server's.
import { startProgram } from './program.mjs';

/** Thousands of phones that obey: what the program can do, as functions. */
export function startFarm(port) {
  const { ask, ...child } = startProgram('phone-farm', { PUSH_SOCKET_PORT: port });
  return {
    ...child,
    /** Answers the tokens of all phones once there are so many. */
    connect: async (count) => (await ask('phones', { count })).tokens,
    beatEvery: (everyMs) => ask('beat', { everyMs }),
    watchFor: (guid) => ask('watch', { guid }),
    watchForAll: () => ask('watch'),
    /** Waits until so much of it came, or for so long. */
    arrived: (count, withinMs) => ask('arrived', { count, withinMs }),
    /** The moment at which each phone got it, or each event came. */
    arrivals: async () => new Map((await ask('arrivals')).got),
    state: () => ask('state'),
  };
}

/** Strangers that come in crowds, so many a second, until the end; that is told how many came, shook hands and were refused. */
export function startStrangers(port) {
  const { ask, ...child } = startProgram('handshake-storm', { PUSH_SOCKET_PORT: port });
  return { ...child, begin: (perSecond) => ask('start', { perSecond }), end: () => ask('stop') };
}
