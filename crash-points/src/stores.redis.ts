import { setTimeout } from 'node:timers/promises'
import { connectRedis } from '@slipway/store'
import { type Data, log, openers } from './stores.ts'

/**
 * A Redis of the test's own, emptied before each run. Connecting takes some time: connections are kept, and a process that
 * starts again gets one that is free.
 */
export async function redisData(url: string): Promise<Data> {
  const stores = openers(`${url}/0`, `${url}/1`)
  const catalog = new Pool(stores.openCatalog)
  const orders = new Pool(stores.openOrders)
  const redis = await connectRedis({ url, shown: url }, log)
  return {
    openCatalog: () => catalog.take(),
    openOrders: () => orders.take(),
    empty: async () => void (await redis.flushall()),
    settle: () => setTimeout(5), // ms: far longer than Redis takes
    async [Symbol.asyncDispose]() {
      await Promise.all([catalog.close(), orders.close()])
      redis.disconnect()
    },
  }
}

/** Connections that are opened when none is free. */
class Pool<T extends { close(): Promise<void> }> {
  readonly #open: () => Promise<T>
  readonly #all: T[] = []
  readonly #free: T[] = []

  constructor(open: () => Promise<T>) {
    this.#open = open
  }

  async take(): Promise<T> {
    let connection = this.#free.shift()
    if (!connection) {
      connection = await this.#open()
      this.#all.push(connection)
    }
    const taken = connection
    return { ...taken, close: async () => void this.#free.push(taken) }
  }

  async close(): Promise<void> {
    await Promise.all(this.#all.map((connection) => connection.close()))
  }
}
