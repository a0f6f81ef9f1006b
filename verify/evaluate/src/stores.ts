import { type Target, targetOf } from '@slipway/bench'
import { startRedisServer, startSystem, storesOn } from '@slipway/testing'
import { succeeds } from '@slipway/tools'

/** Where a system keeps its data, and how surely: all but `everysec` have it on disk before they say so. */
export const STORES = ['SQLite', 'Redis', 'Redis, everysec'] as const
export type StoreName = (typeof STORES)[number]

/** Not a Redis in a container: its CPU time is part of what a request costs. */
export const redisMissing = async () =>
  (await succeeds('redis-server', ['--version']))
    ? ''
    : 'redis-server is not on the PATH. On Debian or Ubuntu: apt-get install redis-server'

/** All load comes from one address, which no limit of the requests from one may end. */
const env = { RATE_LIMIT_PER_ADDRESS: '0' }

/** Runs something on the whole system as `npm start` runs it, with its data in one of the stores. */
export async function onStore<T>(store: StoreName, run: (target: Target) => Promise<T>): Promise<T> {
  if (store === 'SQLite') {
    await using system = await startSystem({ env })
    return await run(targetOf(system))
  }
  await using redis = await startRedisServer(store === 'Redis' ? [] : ['--appendfsync', 'everysec'])
  await using system = await startSystem({ env, stores: storesOn(redis.url) })
  return await run(targetOf(system, redis))
}
