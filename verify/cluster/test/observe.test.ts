import { APPS } from '@slipway/services'
import { beforeAll, describe, expect, inject, test } from 'vitest'
import { clientsOf } from './clients.ts'
import { inSystem, kubectl, podsOf, settled, skipped } from './cluster.ts'
import { METRICS_PORT } from './overlay.ts'

describe.skipIf(skipped)(`metrics on Kubernetes${skipped}`, () => {
  beforeAll(() => settled())

  /** What a pod in the namespace of the monitoring reads at an address. */
  const read = (url: string) => {
    const script = `fetch('${url}').then((response) => response.text()).then(console.log)`
    const exec = ['--namespace', clientsOf(inject('namespace')), 'exec', 'client', '--']
    return kubectl([...exec, '/nodejs/bin/node', '--eval', script])
  }

  test.each(APPS)('every replica of %s says who it is, to a pod of the monitoring', async (app) => {
    const pods = await podsOf(undefined, app)
    expect(pods.length).toBeGreaterThan(1)
    for (const { metadata, status } of pods) {
      const text = await read(`http://${status.podIP}:${METRICS_PORT}/metrics`)
      expect(text).toContain(`{service_name="${app}",service_instance_id="${metadata.name}"} 0`)
    }
  })

  test('no Service leads to them', async () => {
    const services = JSON.parse(await inSystem('get', 'services', '--output', 'json')).items
    const ports = services.flatMap(({ spec }: { spec: { ports: { port: number; targetPort: unknown }[] } }) =>
      spec.ports.flatMap(({ port, targetPort }) => [port, targetPort]),
    )
    expect(ports).toContain('http')
    expect(ports).not.toContain(METRICS_PORT)
    expect(ports).not.toContain('metrics')
  })
})
