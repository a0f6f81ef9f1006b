import { connect } from 'node:net'
import { expect, test } from 'vitest'
import { outputOf, redisAvailable, redisSkipReason, startRedis } from '../src/index.ts'

/** Sends one command, in Redis' inline form, and returns the first line of the response; rejects where nothing listens. */
function command(url: string, text: string): Promise<string> {
  const { hostname, port } = new URL(url)
  return new Promise((resolve, reject) => {
    const socket = connect(Number(port), hostname).on('error', reject)
    socket.once('close', () => reject(new Error('closed')))
    socket.once('data', (data) => {
      resolve(data.toString().trim())
      socket.destroy()
    })
    socket.write(`${text}\r\n`)
  })
}

test.skipIf(!redisAvailable)(
  `a Redis keeps what it acknowledged through a kill${redisAvailable ? '' : ` (${redisSkipReason})`}`,
  async () => {
    await using redis = await startRedis()
    expect(await command(redis.url, 'SET kept 1')).toBe('+OK')
    await redis.kill()
    await expect(command(redis.url, 'PING')).rejects.toThrow()
    await redis.restart()
    await expect.poll(() => command(redis.url, 'GET kept').catch(String), { timeout: 10_000 }).toContain('1')
  },
)

test('the engines program prints what this machine has', async () => {
  const printed = await outputOf(process.execPath, ['src/engines.ts'])
  const { dockerAvailable, redisServer, programs } = JSON.parse(printed)
  expect([typeof dockerAvailable, typeof redisServer]).toEqual(['boolean', 'boolean'])
  expect(programs).toEqual(expect.any(Array))
})
