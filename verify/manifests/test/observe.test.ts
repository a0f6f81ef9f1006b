import { readFileSync } from 'node:fs'
import { join } from 'node:path'
import { APPS, ROOT } from '@slipway/services'
import { afterAll, describe, expect, test } from 'vitest'
import { parse } from 'yaml'
import {
  copyOfManifests,
  listRenderings,
  ofKind,
  parseResources,
  type Resource,
  render,
  renderOverlay,
  selected,
  settingsOf,
  skippedWithout,
  workloads,
} from '../src/index.ts'

const skipped = await skippedWithout('kubectl')
const { environment } = parse(readFileSync(join(ROOT, 'compose.yaml'), 'utf8'), { merge: true })['x-app']
const PORT = Number(environment.METRICS_PORT)

/** The Services that lead to the metrics. */
const published = (resources: Resource[]) =>
  ofKind(resources, 'Service').filter(({ spec }) =>
    spec.ports.some(({ port, targetPort = port }) => targetPort === 'metrics' || targetPort === PORT),
  )

/** Who may connect to the metrics of an app, one JSON text for each peer; `anyone` where a rule names nobody. */
const allowed = (resources: Resource[], app: string) =>
  ofKind(resources, 'NetworkPolicy')
    .filter(({ spec }) => selected(resources, spec.podSelector).some(({ metadata }) => metadata.name === app))
    .flatMap(({ spec }) => spec.ingress ?? [])
    .filter(({ ports }) => !ports || ports.some(({ port }) => port === 'metrics' || port === PORT))
    .flatMap(({ from }) => from?.map((peer) => JSON.stringify(peer)) ?? ['anyone'])

describe.skipIf(skipped)(`the component observe${skipped}`, async () => {
  const copy = copyOfManifests()
  afterAll(() => copy[Symbol.dispose]())
  const rendering = listRenderings(copy.path).find(({ name }) =>
    name.endsWith('+ network-policies + observe'),
  )!
  const text = skipped ? '' : await render(rendering)
  const resources = skipped ? [] : parseResources(text)
  const appOf = (name: string) => workloads(resources).find(({ metadata }) => metadata.name === name)!

  test.each(APPS)('%s serves metrics on the port of Compose, where its annotations say', (name) => {
    const { metadata, spec } = appOf(name).spec.template as Resource['spec']['template'] & {
      metadata: { annotations: Record<string, string> }
    }
    expect(settingsOf(appOf(name), resources)).toMatchObject({
      METRICS_PORT: String(PORT),
      METRICS_HOST: '0.0.0.0',
    })
    expect(spec.containers[0]!.ports).toContainEqual({ name: 'metrics', containerPort: PORT })
    expect(metadata.annotations).toEqual({
      'prometheus.io/scrape': 'true',
      'prometheus.io/path': '/metrics',
      'prometheus.io/port': String(PORT),
    })
  })

  test('Redis is not changed', () => {
    expect(JSON.stringify(appOf('redis'))).not.toMatch(/prometheus|METRICS/)
  })

  test.each(APPS)('only the namespace of the monitoring reaches the metrics of %s', (name) => {
    const monitoring = { namespaceSelector: { matchLabels: { 'kubernetes.io/metadata.name': 'monitoring' } } }
    expect(allowed(resources, name)).toEqual([JSON.stringify(monitoring)])
  })

  test('no Service leads to them', () => {
    expect(published(resources)).toEqual([])
  })

  test('a Service that did, and a policy that let anyone in, would be noticed', () => {
    expect(
      published(parseResources(text.replaceAll('targetPort: http', 'targetPort: metrics'))),
    ).toHaveLength(APPS.length)
    const open = parseResources(text.replaceAll('- port: http', '- port: metrics'))
    expect(allowed(open, 'gateway')).toContain('anyone')
  })

  test.each(['dev', 'prod'])('without it, as in the overlay %s, no app serves metrics', async (overlay) => {
    const all = await renderOverlay(overlay)
    for (const workload of workloads(all))
      expect(settingsOf(workload, all)).not.toHaveProperty('METRICS_PORT')
  })
})
