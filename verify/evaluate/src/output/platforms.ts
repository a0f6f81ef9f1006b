import { table } from '@slipway/bench'
import type { Claim } from '../part.ts'
import { EVENTS, type Event, type PlatformResult, type PlatformsReport } from '../parts/platforms.ts'

const TITLES: Record<Event, string> = {
  killed: 'one of two instances is killed (SIGKILL)',
  restarted: 'all are restarted, one after another',
  scaled: 'scaled from 2 to 4 to 1',
}

export function platformsClaims({ results }: PlatformsReport): Claim[] {
  const measured = Map.groupBy(
    results.filter(({ load }) => load),
    ({ platform }) => platform,
  )
  return [...measured].map(([platform, own]) => ({
    says: `${platform}: requests that fail while instances are killed, restarted and scaled`,
    bound: 'at most',
    limit: 0,
    measured: own.reduce((sum, { load }) => sum + load!.failed, 0),
    unit: `of ${own.reduce((sum, { load }) => sum + load!.sent, 0).toLocaleString('en')}`,
  }))
}

export function platformsText({ results }: PlatformsReport): string {
  const platforms = [...new Set(results.map(({ platform }) => platform))]
  const cell = (event: Event, platform: string) =>
    show(results.find((one) => one.event === event && one.platform === platform))
  const reasons = results.flatMap(({ platform, event, reason }) =>
    reason ? [`- ${platform}, ${event}: ${reason}.`] : [],
  )
  return [
    'Failed requests of all that were sent, orders and reads, while it happened to catalog and orders; on Kubernetes restarts and scaling include the gateways, which elsewhere are one process with the published port. Speeds of platforms on one machine say nothing, and are not compared.',
    table(
      ['', ...platforms],
      EVENTS.map((event) => [TITLES[event], ...platforms.map((platform) => cell(event, platform))]),
    ),
    ...(reasons.length > 0 ? [reasons.join('\n')] : []),
  ].join('\n\n')
}

function show(result: PlatformResult | undefined): string {
  if (!result?.load) return '-'
  const { sent, failed, failedInStalls, retried } = result.load
  const more = [
    ...(retried > 0 ? [`${retried} retried`] : []),
    ...(failedInStalls > 0 ? [`${failedInStalls} more while the machine stalled`] : []),
  ]
  return `${failed} of ${sent}${more.length > 0 ? ` (${more.join(', ')})` : ''}`
}
