import { readFileSync } from 'node:fs'
import { join } from 'node:path'
import { PUBLISHED, startLoad } from '@slipway/harness'
import { type ComposeProject, composeUp, docker, skipped } from '@slipway/harness/docker'
import { APPS, ROOT, SERVICES } from '@slipway/services'
import { dockerAvailable } from '@slipway/testing'
import { freePorts } from '@slipway/tools'
import { afterAll, beforeAll, describe, expect, test, vi } from 'vitest'
import { parse } from 'yaml'

const METRICS_PORT = 9464
const POLL = { timeout: 60_000, interval: 1_000 }
const REPLICAS = SERVICES.reduce((sum, { replicas }) => sum + replicas, 0)
const dashboard = JSON.parse(readFileSync(join(ROOT, 'docker/observe/grafana/dashboard.json'), 'utf8'))
const panels: { title: string; targets?: { expr: string }[] }[] = dashboard.panels
const expressions = panels.flatMap(({ title, targets = [] }) =>
  targets.map(({ expr }) => ({ title, expr: expr.replaceAll('$__rate_interval', '1m') })),
)
const rules: { groups: { rules: { record?: string; expr: string }[] }[] } = parse(
  readFileSync(join(ROOT, 'docker/observe/rules.yaml'), 'utf8'),
)
const ruleExpressions = rules.groups.flatMap((group) => group.rules.map(({ expr }) => expr))

describe.skipIf(!dockerAvailable)(`docker compose --profile observe up${skipped}`, async () => {
  let system: ComposeProject
  let prometheus: string
  const query = async (path: string, parameters: Record<string, string> = {}) => {
    const response = await fetch(`${prometheus}/api/v1/${path}?${new URLSearchParams(parameters)}`)
    const { status, error, data } = (await response.json()) as { status: string; error?: string; data: never }
    if (status !== 'success') throw new Error(`${error}: ${JSON.stringify(parameters)}`)
    return data
  }
  const samples = async (expr: string) =>
    (
      (await query('query', { query: expr })) as {
        result: { metric: Record<string, string>; value: [number, string] }[]
      }
    ).result

  beforeAll(async () => {
    const port = await freePorts(1)
    prometheus = `http://127.0.0.1:${port}`
    const env = { COMPOSE_PROFILES: 'observe', PROMETHEUS_PORT: String(port) }
    system = await composeUp({ env })
    const load = await startLoad(system.url, { rate: 50 })
    // Something to see: a replica that is gone, until another one has its place.
    const [replica] = (
      await system.compose('ps', '--quiet', SERVICES.find(({ calls }) => calls.length === 0)!.name)
    ).split('\n')
    await docker(['kill', replica!])
    await docker(['start', replica!])
    await vi.waitFor(
      async () => expect(await samples('slipway:late_requests:ratio_rate5m')).toHaveLength(1),
      POLL,
    )
    await load.stop()
  })
  afterAll(() => system?.[Symbol.asyncDispose]())

  test('every replica is scraped, once', async () => {
    const up = async () => (await samples('slipway_draining')).map(({ metric }) => metric.service_name).sort()
    const expected = SERVICES.flatMap(({ name, replicas }) =>
      Array.from({ length: replicas }, () => name),
    ).sort()
    await vi.waitFor(async () => expect(await up()).toEqual(expected), POLL)
    const instances = await samples('count by (service_instance_id) (slipway_draining)')
    expect(instances.map(({ value }) => value[1])).toEqual(Array.from({ length: REPLICAS }, () => '1'))
  })

  test('so is one that is added', async () => {
    await system.compose('up', '--detach', '--wait', '--no-recreate', '--scale', 'catalog=3')
    const catalogs = async () => (await samples('slipway_draining{service_name="catalog"}')).length
    await vi.waitFor(async () => expect(await catalogs()).toBe(3), POLL)
  })

  test('the objective is measured: nearly all requests were answered in time', async () => {
    const [late] = await samples('slipway:late_requests:ratio_rate5m')
    expect(Number(late!.value[1])).toBeGreaterThanOrEqual(0)
    expect(Number(late!.value[1])).toBeLessThan(0.5)
  })

  test('Prometheus has loaded the rules, and none has an error', async () => {
    const { groups } = (await query('rules')) as {
      groups: { rules: { health: string; lastError?: string }[] }[]
    }
    const loaded = groups.flatMap((group) => group.rules)
    expect(loaded).toHaveLength(ruleExpressions.length)
    for (const { health, lastError } of loaded) expect(health, lastError).toBe('ok')
  })

  test.each(expressions)('dashboard: $title: $expr', async ({ expr }) => {
    await samples(expr) // it is valid
    await expectKnown(expr)
  })

  test.each(ruleExpressions)('rule: %s', (expr) => expectKnown(expr))

  test('a metric or a label that does not exist is noticed', async () => {
    await expect(expectKnown('rate(slipway_retry_total[1m])')).rejects.toThrow('slipway_retry_total')
    await expect(expectKnown('sum by (service) (slipway_retries_total)')).rejects.toThrow('service')
    await expect(expectKnown('slipway_retries_total{target="x"}')).rejects.toThrow('target')
  })

  /** Every metric that an expression names was scraped or recorded, and has the labels that it names. */
  async function expectKnown(expr: string): Promise<void> {
    const grouping = /by \(([^)]*)\)/g
    const grouped = [...expr.matchAll(grouping)].flatMap(([, names]) => names!.split(/, */))
    const metric = /\b((?:slipway_|http_|process_|nodejs_)\w+|\w+:\w+:\w+)\b(?:\{([^}]*)\})?/g
    const metrics = [...expr.replaceAll(grouping, '').matchAll(metric)]
    expect(metrics.length, expr).toBeGreaterThan(0)
    for (const [, name, selector = ''] of metrics) {
      const selected = [...selector.matchAll(/(\w+)(?:=|!=|=~|!~)"/g)].map(([, label]) => label!)
      const labels = (await query('labels', { 'match[]': name! })) as string[]
      if (labels.length === 0) throw new Error(`${name} does not exist`)
      for (const label of [...selected, ...grouped])
        if (!labels.includes(label)) throw new Error(`${name} has no label ${label}`)
    }
  }
})

describe.skipIf(!dockerAvailable)(`the port of the metrics${skipped}`, async () => {
  const config = async (...args: string[]) => parse(await docker(args), { merge: true }).services
  const compose = dockerAvailable ? await config('compose', '--profile', '*', 'config') : {}

  test('is published neither in Compose nor in Swarm', async () => {
    const swarm = await config('stack', 'config', '--compose-file', 'docker/stack.yaml')
    for (const services of [compose, swarm])
      for (const name of APPS) {
        const targets = (services[name].ports ?? []).map(({ target }: { target: number }) => target)
        expect(targets, name).toEqual(name === PUBLISHED ? [8080] : [])
      }
    for (const name of APPS) expect(compose[name].environment.METRICS_PORT).toBe(String(METRICS_PORT))
  })

  test('Prometheus and Grafana are published on loopback only', () => {
    for (const name of ['prometheus', 'grafana']) {
      expect(compose[name].ports).toHaveLength(1)
      expect(compose[name].ports[0].host_ip).toBe('127.0.0.1')
    }
  })

  test('no two apps share a network with what observes them', () => {
    const networks = APPS.map((name) =>
      Object.keys(compose[name].networks).filter((one) => one in compose.prometheus.networks),
    )
    expect(networks).toEqual(APPS.map((name) => [`${name}-observe`]))
  })

  test('is one that Prometheus scrapes', () => {
    const { scrape_configs } = parse(readFileSync(join(ROOT, 'docker/observe/prometheus.yaml'), 'utf8'))
    expect(scrape_configs[0].dns_sd_configs[0]).toMatchObject({
      names: expect.arrayContaining(APPS),
      port: METRICS_PORT,
    })
  })
})
