import { expect, test } from 'vitest'
import { portsNeeded } from '../../doctor/requirements.cjs'
import { PORTS_NEEDED } from '../../src/system.ts'
import { diagnose, emptyFolder, failed, HEALTHY, startServer } from './stand-ins.ts'

test('the ports are those that npm start takes; containers publish the first', () => {
  expect(portsNeeded('start', 8080)).toHaveLength(PORTS_NEEDED)
  expect(portsNeeded('compose', 8080)).toEqual([8080])
})

test('a port in use is named', async () => {
  const { port } = await startServer(() => {})
  const rows = await diagnose(HEALTHY, 'compose', {}, { GATEWAY_PORT: port })
  expect(rows.ports).toMatchObject({ state: 'in use', detail: port, failed: true })
  expect(rows.ports!.mend).toContain('GATEWAY_PORT')
})

test.each(['nonsense', '0', '65535', '80.5'])('GATEWAY_PORT=%s is wrong', async (GATEWAY_PORT) => {
  const rows = await diagnose(HEALTHY, 'start', {}, { GATEWAY_PORT })
  expect(rows.ports).toMatchObject({ state: 'wrong', failed: true })
})

test('the npm registry is needed while nothing is installed', async () => {
  const empty = emptyFolder()
  const rows = (root: string, url: string) =>
    diagnose(HEALTHY, 'start', { root }, { npm_config_registry: url })
  const registry = await startServer((_, response) => response.end())
  expect((await rows(empty, registry.url))['npm registry']).toMatchObject({ state: 'ok' })
  const unreachable = await rows(empty, 'http://127.0.0.1:1/')
  expect(unreachable['npm registry']).toMatchObject({ state: 'missing', failed: true })
})

test('the npm registry is the one that npm names', async () => {
  const registry = await startServer((_, response) => response.end())
  const row = async (answer: string) => {
    const npm = `[ "$1" = config ] && echo ${answer} || echo 11.0.0`
    const env = { npm_config_registry: '' }
    return (await diagnose({ ...HEALTHY, npm }, 'start', { root: emptyFolder() }, env))['npm registry']
  }
  expect(await row(registry.url)).toMatchObject({ state: 'ok', detail: registry.url })
  expect(await row('undefined')).toMatchObject({ state: 'unknown', failed: false })
})

test('a clock that is an hour off is wrong; without one to compare with, that is said', async () => {
  const registry = await startServer((_, response) =>
    response.setHeader('Date', new Date(Date.now() + 3_600_000).toUTCString()).end(),
  )
  const off = await diagnose(HEALTHY, 'start', {}, { npm_config_registry: registry.url })
  expect(off.clock).toMatchObject({ state: 'wrong', failed: true })
  expect(off.clock!.detail).toMatch(/ s before that of the npm registry$/)
  const alone = await diagnose(HEALTHY, 'start')
  expect(alone.clock).toMatchObject({ state: 'unknown', failed: false })
})

test('a registry that never responds does not hold it up', async () => {
  const registry = await startServer(() => {})
  const env = { npm_config_registry: registry.url }
  const { clock } = await diagnose(HEALTHY, 'start', {}, env, 500)
  expect(clock).toMatchObject({ state: 'unknown' })
})

test('what a purpose does not need is not looked at', async () => {
  const rows = await diagnose({ ...HEALTHY, docker: 'exit 1', kubectl: 'exit 1' }, 'start')
  expect(failed(rows).filter((name) => name !== 'ports')).toEqual([])
  for (const name of ['Docker', 'Compose', 'kubectl', 'cluster'])
    expect(rows[name]).toMatchObject({ state: 'not needed', mend: '' })
})
