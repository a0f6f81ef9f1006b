import { readFileSync } from 'node:fs'
import { join } from 'node:path'
import { expectReplicas, PUBLISHED } from '@slipway/harness'
import { PUBLIC_SERVICES, ROOT } from '@slipway/services'
import { runCommand } from '@slipway/testing'
import { describe, expect, inject, test } from 'vitest'
import { parse } from 'yaml'
import { clientsOf } from './clients.ts'
import { forwardPort, kubectl, podsOf, skipped } from './cluster.ts'
import { imageOf } from './overlay.ts'

/** As the overlays have it. */
const REPLICAS = 2

describe.skipIf(skipped)(`the acceptance suite${skipped}`, () => {
  test('passes from a pod in the cluster, and every replica serves requests', async () => {
    const namespace = inject('namespace')
    const clients = ['--namespace', clientsOf(namespace)]
    const job = parse(readFileSync(join(ROOT, 'k8s/skaffold/acceptance-job.yaml'), 'utf8'))
    const [container] = job.spec.template.spec.containers
    container.image = imageOf('acceptance', namespace)
    const expected = Object.fromEntries(PUBLIC_SERVICES.map(({ name }) => [name, REPLICAS]))
    container.env = [
      { name: 'ACCEPTANCE_URL', value: `http://${PUBLISHED}.${namespace}` },
      { name: 'ACCEPTANCE_EXPECT', value: JSON.stringify(expected) },
    ]
    await kubectl([...clients, 'apply', '--filename', '-'], JSON.stringify(job))
    const conditions = '{.status.conditions[*].type}'
    const ended = () =>
      kubectl([...clients, 'get', 'job', 'acceptance', '--output', `jsonpath=${conditions}`])
    await expect.poll(ended, { timeout: 180_000, interval: 1_000 }).toMatch(/Complete|Failed/)
    const log = await kubectl([...clients, 'logs', 'job/acceptance'])
    expect(await ended(), log).toContain('Complete')
    expect(log).toMatch(/Tests .*passed/)
  })

  test('passes through a port-forward', async () => {
    await using forwarded = await forwardPort()
    const args = ['tools/src/acceptance.ts', forwarded.url, ...expectReplicas(() => REPLICAS)]
    const { code, stdout, stderr } = await runCommand(process.execPath, args, { cwd: ROOT })
    expect(code, stdout + stderr).toBe(0)
  })
})

describe.skipIf(skipped)(`every response${skipped}`, () => {
  test('names the pods that served it', async () => {
    await using forwarded = await forwardPort()
    const { headers } = await fetch(forwarded.url + PUBLIC_SERVICES[0]!.path)
    const named = [...headers.get('server-timing')!.matchAll(/desc="(.*?)"/g)].map(([, name]) => name)
    const pods = (await podsOf()).map(({ metadata }) => metadata.name)
    expect(named.length).toBeGreaterThanOrEqual(2)
    expect(pods).toEqual(expect.arrayContaining(named))
  })
})
