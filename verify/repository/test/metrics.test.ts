import { ROOT } from '@slipway/services'
import { runCommand, temporaryFolder } from '@slipway/testing'
import { freePorts } from '@slipway/tools'
import { expect, test } from 'vitest'
import { NAMES, npmStart } from './npm-start.ts'

test('with METRICS_PORT each process of npm start has a port of its own for its metrics', async () => {
  using folder = temporaryFolder()
  const port = await freePorts(NAMES.length)
  await using system = await npmStart(folder.path, ['start'], undefined, { METRICS_PORT: String(port) })
  const instances = await Promise.all(
    NAMES.map(async (_, i) => {
      const text = await (await fetch(`http://127.0.0.1:${port + i}/metrics`)).text()
      return /slipway_draining\{.*service_instance_id="([^"]+)"/.exec(text)?.[1]
    }),
  )
  expect(instances.sort()).toEqual(NAMES.toSorted())
  expect(await fetch(`${system.url}/metrics`).then(({ status }) => status)).toBe(404)
})

test('an instance that is added has one too', async () => {
  using folder = temporaryFolder()
  const port = await freePorts(NAMES.length)
  await using system = await npmStart(folder.path, ['start'], undefined, { METRICS_PORT: String(port) })
  const scale = ['run', 'instance', '--', 'scale', 'catalog', '3']
  const env = { DATA: folder.path, GATEWAY_PORT: String(system.port) }
  const { code, stdout, stderr } = await runCommand('npm', scale, { env, cwd: ROOT })
  expect(code, stdout + stderr).toBe(0)
  await expect.poll(() => system.starts('catalog-3'), { timeout: 10_000 }).toBe(1)
  const url = /"instance":"catalog-3","url":"([^"]+)"/.exec(system.output())?.[1]
  expect(await (await fetch(url!)).text()).toContain('service_instance_id="catalog-3"')
})
