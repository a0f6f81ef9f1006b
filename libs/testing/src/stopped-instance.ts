let stopped = 19_000 // below those that tests listen on, and never so short that it stands in other text

/**
 * The URL of an instance that has stopped: its port refuses connections. A port that a server has just given back
 * would not do: the next server that asks for a port, of this test or another, may get it.
 */
export const stoppedInstance = (): string => `http://127.0.0.1:${++stopped}`
