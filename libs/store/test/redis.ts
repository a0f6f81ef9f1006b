import { type Relay, startRelay } from '@slipway/testing'
import type { Redis } from 'ioredis'
import { connectRedis } from '../src/index.ts'
import type { RedisTimeouts } from '../src/redis.ts'

/** A connection to Redis, closed at the end of the block: `using connection = await connect(url)`. */
export async function connect(
  url: string,
  timeouts?: RedisTimeouts,
): Promise<Disposable & { redis: Redis; logged: string[] }> {
  const logged: string[] = []
  const log = { info: (line: string) => logged.push(line), warn: (line: string) => logged.push(line) }
  const redis = await connectRedis({ url, shown: url }, log, timeouts)
  return { redis, logged, [Symbol.dispose]: () => redis.disconnect() }
}

/** A relay in front of Redis, and the URL of Redis through it. */
export async function startRedisRelay(
  url: () => string,
): Promise<AsyncDisposable & { relay: Relay; url: string }> {
  const relay = await startRelay(() => {
    const { hostname, port } = new URL(url())
    return { host: hostname, port: Number(port) }
  })
  return {
    relay,
    url: `redis://127.0.0.1:${relay.port}`,
    [Symbol.asyncDispose]: () => relay[Symbol.asyncDispose](),
  }
}
