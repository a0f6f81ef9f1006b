import { afterAll, beforeAll, describe } from 'vitest'
import { redisAvailable, redisSkipReason } from './engines.ts'
import { startRedis, type TestRedis, WITHOUT_FSYNC } from './redis.ts'
import { temporaryFolder } from './temporary-folder.ts'

/** Declares one suite twice: `freshUrl()` is the STORE_URL of an empty store, in SQLite and then in Redis. */
export function onBothStores(name: string, suite: (freshUrl: () => string) => void): void {
  describe(`${name} on SQLite`, () => {
    const folder = temporaryFolder()
    let made = 0
    afterAll(() => folder[Symbol.dispose]())
    suite(() => `sqlite:${folder.path}/${++made}.db`)
  })

  const reason = redisAvailable ? '' : ` (${redisSkipReason})`
  describe.skipIf(!redisAvailable)(`${name} on Redis${reason}`, () => {
    let redis: TestRedis
    let made = 0
    beforeAll(async () => {
      redis = await startRedis(['--databases', '500', ...WITHOUT_FSYNC])
    })
    afterAll(() => redis[Symbol.asyncDispose]())
    suite(() => `${redis.url}/${++made}`)
  })
}
