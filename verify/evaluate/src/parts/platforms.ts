import type { LoadResult } from '@slipway/harness'
import type { Options } from '../part.ts'
import { lastTests, runTests, type TestResult } from '../test-results.ts'

export const EVENTS = ['killed', 'restarted', 'scaled'] as const
export type Event = (typeof EVENTS)[number]

interface Source {
  platform: string
  event: Event
  /** The test in verify/ whose load counts: its file, and how its name begins or goes on. */
  file: string
  test: string
}

const source = (platform: string, event: Event, file: string, test: string): Source => ({
  platform,
  event,
  file,
  test,
})
const COMPOSE = 'containers/test/compose-under-load.test.ts'
const SWARM = 'containers/test/swarm.test.ts'
const CLUSTER = 'cluster/test/rollouts.test.ts'

const SOURCES: Source[] = [
  source('plain Node', 'killed', 'faults/test/killed-instance.test.ts', 'SIGKILL of one of two'),
  source(
    'plain Node',
    'restarted',
    'faults/test/rolling-restart.test.ts',
    'every catalog and orders process',
  ),
  source('plain Node', 'scaled', 'repository/test/instance.test.ts', 'catalog 2 → 4 → 1'),
  source('Compose', 'killed', COMPOSE, 'is killed: no request fails'),
  source('Compose', 'restarted', COMPOSE, 'is restarted, one by one'),
  source('Compose', 'scaled', COMPOSE, '2 → 4 → 1'),
  source('Swarm', 'killed', SWARM, 'is killed under load'),
  source('Swarm', 'restarted', SWARM, 'a rolling update of'),
  source('Swarm', 'scaled', SWARM, 'is scaled from'),
  source('Kubernetes', 'killed', CLUSTER, 'while a pod of catalog and one of orders is killed'),
  source('Kubernetes', 'restarted', CLUSTER, 'while every Deployment is restarted'),
  source('Kubernetes', 'scaled', CLUSTER, 'while all are scaled'),
]

export interface PlatformResult {
  platform: string
  event: Event
  /** The loads of its tests, added; none where these were skipped. */
  load?: Pick<LoadResult, 'sent' | 'failed' | 'failedInStalls' | 'retried'>
  /** Why there is none, or why a test failed. */
  reason?: string
}
export interface PlatformsReport {
  results: PlatformResult[]
}

/** Failed requests on each platform while the same things happen to it, as the tests of verify/ count them. */
export async function measurePlatforms({ quick, reports }: Options): Promise<PlatformsReport> {
  const sources = quick ? SOURCES.slice(0, 1) : SOURCES
  const results: PlatformResult[] = []
  for (const [file, own] of Map.groupBy(sources, (one) => one.file)) {
    const tests = reports
      ? lastTests(file)
      : await runTests(
          file,
          own.map((one) => one.test),
        )
    for (const { platform, event, test } of own) {
      const result = { platform, event, ...summary(tests.filter(({ fullName }) => fullName.includes(test))) }
      console.log(`  ${platform}, ${event}: ${JSON.stringify(result.load ?? result.reason)}`)
      results.push(result)
    }
  }
  return { results }
}

function summary(tests: TestResult[]): Pick<PlatformResult, 'load' | 'reason'> {
  const loads = tests.flatMap(({ meta }) => meta.load ?? [])
  const failed = tests.find(({ status }) => status === 'failed')
  const reason = failed?.failureMessages[0]?.split('\n')[0] ?? skipReason(tests)
  if (loads.length === 0) return { reason }
  const sum = (name: 'sent' | 'failed' | 'failedInStalls' | 'retried') =>
    loads.reduce((total, load) => total + load[name], 0)
  const load = {
    sent: sum('sent'),
    failed: sum('failed'),
    failedInStalls: sum('failedInStalls'),
    retried: sum('retried'),
  }
  return { load, ...(failed && { reason }) }
}

const skipReason = ([first]: TestResult[]) =>
  /\(skipped: (.*?)\)/.exec(first?.fullName ?? '')?.[1] ?? 'the test was not run'
