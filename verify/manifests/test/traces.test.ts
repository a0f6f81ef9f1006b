import { APPS } from '@slipway/services'
import { afterAll, describe, expect, test } from 'vitest'
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

const PORT = 4318 // of OTLP over HTTP
const skipped = await skippedWithout('kubectl')

/** The rules about the collector's port for connections that leave the pods of an app. */
const openings = (resources: Resource[], app: string) =>
  ofKind(resources, 'NetworkPolicy')
    .filter(({ spec }) => selected(resources, spec.podSelector).some(({ metadata }) => metadata.name === app))
    .flatMap(({ spec }) => spec.egress ?? [])
    .filter(({ ports }) => !ports || ports.some(({ port }) => port === PORT))

describe.skipIf(skipped)(`the component traces${skipped}`, async () => {
  const copy = copyOfManifests()
  afterAll(() => copy[Symbol.dispose]())
  const ending = '+ network-policies + traces'
  const rendering = listRenderings(copy.path).find(({ name }) => name.endsWith(ending))!
  const resources = skipped ? [] : parseResources(await render(rendering))
  const appOf = (name: string) => workloads(resources).find(({ metadata }) => metadata.name === name)!
  const endpointOf = (name: string) =>
    new URL(settingsOf(appOf(name), resources).OTEL_EXPORTER_OTLP_ENDPOINT!)

  test.each(APPS)('%s sends its traces to the collector, in its namespace', (name) => {
    expect(endpointOf(name)).toMatchObject({ protocol: 'http:', port: String(PORT), pathname: '/' })
    expect(endpointOf(name).hostname).toMatch(/^[\w-]+\.monitoring$/)
  })

  test.each(APPS)('%s may connect to that namespace, and to its port alone', (name) => {
    const namespace = endpointOf(name).hostname.split('.')[1]
    const labels = { 'kubernetes.io/metadata.name': namespace }
    expect(openings(resources, name)).toEqual([
      { to: [{ namespaceSelector: { matchLabels: labels } }], ports: [{ port: PORT }] },
    ])
  })

  test('the gateway alone decides which are recorded', () => {
    const samplers = workloads(resources).flatMap((workload) => {
      const { OTEL_TRACES_SAMPLER, OTEL_TRACES_SAMPLER_ARG } = settingsOf(workload, resources)
      return OTEL_TRACES_SAMPLER
        ? [[workload.metadata.name, OTEL_TRACES_SAMPLER, OTEL_TRACES_SAMPLER_ARG]]
        : []
    })
    expect(samplers).toEqual([['gateway', 'parentbased_traceidratio', '0.01']])
  })

  test('Redis is not changed, and may not connect to it', () => {
    expect(JSON.stringify(appOf('redis'))).not.toContain('OTEL')
    expect(openings(resources, 'redis')).toEqual([])
  })

  test.each(['dev', 'prod'])('without it, as in the overlay %s, no app has traces', async (overlay) => {
    const all = await renderOverlay(overlay)
    expect(JSON.stringify(workloads(all))).not.toContain('OTEL')
    for (const app of APPS) expect(openings(all, app)).toEqual([])
  })
})
