import { writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { ROOT } from '@slipway/services'
import { place, runCommand, stockUp, temporaryFolder } from '@slipway/testing'
import { describe, expect, inject, test } from 'vitest'
import { forwardPort, inSystem, kubectl, podsOf, settled, skipped } from './cluster.ts'

describe.skipIf(skipped)(`npm run explain${skipped}`, () => {
  test('tells an order from the logs of the pods, also of containers that have been restarted', async () => {
    await settled()
    using folder = temporaryFolder()
    const config = join(folder.path, 'kubeconfig')
    writeFileSync(config, await kubectl(['config', 'view', '--flatten', '--minify']), { mode: 0o600 })
    const id = await placeOrder()
    await restartContainers('orders')

    const args = [
      'run',
      '--silent',
      'explain',
      '--',
      id,
      '--from',
      'kubernetes',
      '--name',
      inject('namespace'),
    ]
    const { code, stdout, stderr } = await runCommand('npm', args, { cwd: ROOT, env: { KUBECONFIG: config } })
    expect(code, stderr).toBe(0)
    expect(stdout).toMatch(new RegExp(`^Order ${id}: confirmed\\.\nFrom \\d+ log lines of Kubernetes\\.`))
    expect(stdout).toMatch(/→ orders-\S+ +POST \/api\/orders/)
    for (const step of ['written', 'reserved', 'settled']) {
      expect(stdout).toMatch(new RegExp(`^  ${step} +\\d\\d:`, 'm'))
    }
    expect(stdout).not.toMatch(/not seen/i)
  })
})

async function placeOrder(): Promise<string> {
  await using forwarded = await forwardPort()
  await stockUp(forwarded.url, 'explained', 10)
  return ((await place(forwarded.url, [{ sku: 'explained', quantity: 1 }])).body as { id: string }).id
}

/** Ends the process of each pod of an app: its container is started again, and its lines are those of the previous one. */
async function restartContainers(app: string): Promise<void> {
  const pods = await podsOf(inject('namespace'), app)
  const restarts = async () =>
    (await podsOf(inject('namespace'), app)).map(({ status }) => status.containerStatuses![0]!.restartCount)
  const before = await restarts()
  for (const { metadata } of pods) {
    await inSystem('exec', metadata.name, '--', '/nodejs/bin/node', '--eval', 'process.kill(1)')
  }
  const total = (counts: number[]) => counts.reduce((sum, count) => sum + count, 0)
  await expect
    .poll(async () => total(await restarts()), { timeout: 60_000 })
    .toBe(total(before) + pods.length)
  await settled()
}
