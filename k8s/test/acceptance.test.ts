import { execFile } from 'node:child_process'
import { readFileSync } from 'node:fs'
import { join } from 'node:path'
import { promisify } from 'node:util'
import { ROOT } from '@slipway/tools'
import { describe, expect, inject, test } from 'vitest'
import { parse } from 'yaml'
import { clientsOf } from './clients.ts'
import { forwardGateway, kubectl, podsOf, skipped } from './cluster.ts'
import { imageOf } from './overlay.ts'

describe.skipIf(skipped)(`the acceptance suite${skipped}`, () => {
  test('passes from a pod in the cluster, and every replica takes its share', async () => {
    const namespace = inject('namespace')
    const clients = ['--namespace', clientsOf(namespace)]
    const job = parse(readFileSync(join(ROOT, 'k8s/skaffold/acceptance-job.yaml'), 'utf8'))
    const [container] = job.spec.template.spec.containers
    container.image = imageOf('acceptance', namespace)
    container.env = [
      { name: 'ACCEPTANCE_URL', value: `http://gateway.${namespace}` },
      { name: 'ACCEPTANCE_EXPECT', value: JSON.stringify({ catalog: 2, orders: 2 }) },
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
    await using gateway = await forwardGateway()
    const args = ['tools/src/acceptance.ts', gateway.url, '--expect', 'catalog=2,orders=2']
    await promisify(execFile)(process.execPath, args, { cwd: ROOT })
  })
})

describe.skipIf(skipped)(`every answer${skipped}`, () => {
  test('names the pods that served it', async () => {
    await using gateway = await forwardGateway()
    const { headers } = await fetch(`${gateway.url}/api/products/compass`)
    const named = [...headers.get('server-timing')!.matchAll(/desc="(.*?)"/g)].map(([, name]) => name)
    const pods = (await podsOf()).map(({ metadata }) => metadata.name)
    expect(named).toHaveLength(2)
    expect(pods).toEqual(expect.arrayContaining(named))
  })
})
