import { setTimeout as sleep } from 'node:timers/promises'
import { fileURLToPath } from 'node:url'
import { expectNoFailures, resultOf, startLoad } from '@slipway/harness'
import { type Command, startCommand, startSystem, type TestSystem } from '@slipway/testing'
import { expect, test, vi } from 'vitest'
import { createNamespace, namespaceSkipReason } from './network-namespace.ts'
import { medianOfSeconds, RATE, report } from './report.ts'

const ROOT = fileURLToPath(new URL('../../..', import.meta.url))
const CLIENT = fileURLToPath(new URL('./slow-reader-client.ts', import.meta.url))
const BUNDLE = '/api/docs/static/swagger-ui-bundle.js' // 1.7 MB
const GROWTH = 2 // of the p99 while they stay open: to open them is work for a second, of this machine too

const ATTACKS: [string, number, string[]][] = [
  ['200 pipelined requests', 1, [...Array(3).fill(BUNDLE), ...Array(200).fill('/livez')]],
  ['140 connections with one request each', 140, [BUNDLE]],
]
const reason = namespaceSkipReason()

for (const [clients, count, paths] of ATTACKS) {
  const title = `${clients}, whose responses are not read, do not disturb others${reason ? ` (${reason})` : ''}`
  test.skipIf(reason)(title, async (context) => {
    using namespace = createNamespace()
    await using system = await startSystem({ env: { LOG_LEVEL: 'warn' } })
    await using gateway = await startOpenGateway(system)
    const load = await startLoad(system.url, { rate: RATE, kinds: ['read'] })
    await sleep(4_000)

    const start = performance.now()
    const [program, ...args] = [...namespace.command, process.execPath, CLIENT]
    const { port } = new URL(system.url)
    await using attack = startCommand(program!, [...args, namespace.host, port, String(count), ...paths])
    await vi.waitFor(() => expect(attack.output()).toMatch(/^connected/), 10_000)
    await sleep(8_000)
    await vi.waitFor(() => expect(gateway.output()).toContain('connections closed'), 10_000)

    const samples = await load.stop()
    report(clients, samples, start)
    expectNoFailures(context, resultOf(samples))
    const before = samples.filter(({ at }) => at < start)
    const after = samples.filter(({ at }) => at >= start)
    expect(medianOfSeconds(after)).toBeLessThan(5 * GROWTH * medianOfSeconds(before))
  })
}

/** Replaces the gateway, which listens on loopback only, by one that listens on all addresses. */
async function startOpenGateway(system: TestSystem): Promise<Command> {
  const { spec, stop } = system.process('gateway-1')
  await stop()
  const env = { ...spec.env, HOST: '0.0.0.0', PORT: String(spec.port) }
  const gateway = startCommand(process.execPath, ['apps/gateway/src/main.ts'], { cwd: ROOT, env })
  await vi.waitFor(
    async () => expect(await fetch(`${system.url}/readyz`)).toMatchObject({ ok: true }),
    20_000,
  )
  return gateway
}
