import { once } from 'node:events'
import { connect, type Socket } from 'node:net'
import { setTimeout as sleep } from 'node:timers/promises'
import { type ComposeProject, composeUp, docker, skipped } from '@slipway/harness/docker'
import { SERVICES } from '@slipway/services'
import { dockerAvailable, place, stockUp } from '@slipway/testing'
import { describe, expect, test } from 'vitest'

const READERS = 130
/** That each of them asks for at once; more would overload orders, which is not what this is about. */
const PAGES = 2
const LINES = 50 // the most that an order may have
const ORDERS = 100 // the most that a page may have
const GATEWAY = SERVICES.find(({ published }) => published)!.name
const REQUEST = 'GET /api/orders?limit=100 HTTP/1.1\r\nHost: localhost\r\n\r\n'

describe.skipIf(!dockerAvailable)(`many clients that do not read large pages${skipped}`, () => {
  test("leave the gateway below its container's memory limit, and other clients served", async () => {
    await using system = await composeUp()
    await placeLargeOrders(system.url)

    const readers: Socket[] = []
    while (readers.length < READERS) {
      readers.push(await openSlowReader(system.url))
      await sleep(65) // all of them within the 10 s after which the gateway closes such connections
    }
    await sleep(1_000) // until their requests are processed: from now on they only hold what they do not read
    for (let request = 0; request < 20; request++) {
      const response = await fetch(`${system.url}/api/products?limit=1`)
      expect(response.status).toBe(200)
      await response.text()
    }
    const { limit, peak, kills } = await memoryOf(system)
    for (const reader of readers) reader.destroy()

    expect(kills).toBe(0)
    expect(peak).toBeLessThan(0.9 * limit)
  })
})

async function placeLargeOrders(url: string): Promise<void> {
  const skus = Array.from({ length: LINES }, (_, i) => `${i}-`.padEnd(64, 'x')) // the longest
  for (const sku of skus) await stockUp(url, sku, 1_000)
  const lines = skus.map((sku) => ({ sku, quantity: 1 }))
  for (let i = 0; i < ORDERS; i++) expect(await place(url, lines)).toMatchObject({ status: 201 })
}

/** A client that asks for some pages at once, and reads nothing. */
async function openSlowReader(url: string): Promise<Socket> {
  const { hostname, port } = new URL(url)
  const socket = connect(Number(port), hostname).on('error', () => {})
  socket.pause()
  await once(socket, 'connect')
  socket.write(REQUEST.repeat(PAGES))
  return socket
}

/**
 * The most memory that the gateway's container has used, as the kernel counts it for the limit, in bytes; and how often
 * it was killed. The process that reads it, as the image has no shell, counts too, as health checks do.
 */
async function memoryOf(system: ComposeProject) {
  const container = await system.compose('ps', '--quiet', GATEWAY)
  const files = ['memory.peak', 'memory/memory.max_usage_in_bytes'].map((file) => `/sys/fs/cgroup/${file}`) // v2, v1
  const read = `console.log(fs.readFileSync(${JSON.stringify(files)}.find((file) => fs.existsSync(file)), 'utf8'))`
  const peak = await docker(['exec', container, '/nodejs/bin/node', '--eval', read])
  const [{ HostConfig, RestartCount, State }] = JSON.parse(await docker(['inspect', container]))
  return {
    limit: HostConfig.Memory as number,
    peak: Number(peak),
    kills: RestartCount + Number(State.OOMKilled),
  }
}
