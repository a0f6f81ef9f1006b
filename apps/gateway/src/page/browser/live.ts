import type { ProcessState, UpstreamState } from '@slipway/contracts'
import type { GoldenSignals } from '@slipway/telemetry'
import { announce, byId } from './dom.ts'
import { t } from './i18n.ts'

/** An instance, as its caller sees it; without a name before its first response. */
export type Instance = Omit<UpstreamState['instances'][number], 'origin'>
export type Upstream = Omit<UpstreamState, 'instances'> & { instances: Instance[] }
export type Process = Omit<ProcessState, 'upstreams'> & { upstreams: Upstream[] }

/** The latest that the gateway told of the system. */
export const live: { gateway?: Process; callers: Process[]; signals?: GoldenSignals; connected: boolean } = {
  callers: [],
  connected: false,
}

const AGAIN = 1_000 // ms

/** Listens to the gateway's events; connects again by itself. */
export function connect(changed: () => void): void {
  const source = new EventSource('/page/events')
  const setConnected = (connected: boolean) => {
    if (live.connected !== connected) announce(t(connected ? 'connected' : 'disconnected'))
    live.connected = connected
    changed()
  }
  source.addEventListener('topology', ({ data }) => {
    Object.assign(live, JSON.parse(data))
    setConnected(true)
  })
  source.addEventListener('signals', ({ data }) => {
    live.signals = JSON.parse(data)
    changed()
  })
  source.onerror = () => {
    setConnected(false)
    // After a response that is no stream, such as a 503, a browser does not try again by itself.
    if (source.readyState === EventSource.CLOSED) setTimeout(connect, AGAIN, changed)
  }
}

/** Each process that calls others, with the one that this page came from first. */
export const processes = (): Process[] => (live.gateway ? [live.gateway, ...live.callers] : [])

/** What the gateway knows of the instances of a service. */
export const instancesOf = (service: string): Instance[] =>
  live.gateway?.upstreams.find((upstream) => upstream.service === service)?.instances ?? []

/** Shows whether the events arrive, and from which gateway. */
export function showConnection(): void {
  byId('connection').textContent = live.connected
    ? t('live', live.gateway!.instance)
    : t(live.gateway ? 'reconnecting' : 'connecting')
  byId('connection').className = live.connected ? 'good' : 'bad'
}
