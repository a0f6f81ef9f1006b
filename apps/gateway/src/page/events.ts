import { hidden, Problem } from '@slipway/service-kit'
import { watchGoldenSignals } from '@slipway/telemetry'
import type { FastifyPluginAsync } from 'fastify'
import type { Route } from '../routes.ts'
import { formatEvent, Listener } from './listener.ts'
import { Topology } from './topology.ts'

const MAX_LISTENERS = 50
const TOPOLOGY_INTERVAL = 200 // ms: at most five a second
const SIGNALS_EVERY = 5 // of these
const KEEP_ALIVE_EVERY = 75

const TOO_MANY = new Problem(
  503,
  'overloaded',
  `At most ${MAX_LISTENERS} pages are shown live at once. Retry.`,
)
const DRAINING = new Problem(503, 'unavailable', 'This gateway shuts down. Retry.')

export interface EventsOptions {
  /** The services that call others. */
  callers: Route[]
  /** The setting MAX_IN_FLIGHT. */
  maxInFlight: number
}

/**
 * `GET /page/events`: the state of the system as server-sent events, for the page. It is gathered only while a page
 * listens. https://html.spec.whatwg.org/multipage/server-sent-events.html
 */
export const events: FastifyPluginAsync<EventsOptions> = async (app, { callers, maxInFlight }) => {
  const listeners = new Set<Listener>()
  const topology = new Topology(app, callers)
  let signals: ReturnType<typeof watchGoldenSignals> | undefined
  let ticks = 0
  let timer: NodeJS.Timeout | undefined

  const tick = () => {
    ticks++
    const now = topology.read()
    const slow = ticks % SIGNALS_EVERY === 0 ? formatEvent('signals', JSON.stringify(signals?.read())) : ''
    const alive = ticks % KEEP_ALIVE_EVERY === 0 ? ':\n\n' : ''
    for (const listener of listeners) {
      const changed = listener.topology === now ? '' : formatEvent('topology', now)
      const text = changed + slow + alive
      if (text && listener.offer(text)) listener.topology = now
    }
    if (app.processState().draining) endAll()
  }
  const endAll = () => {
    for (const listener of listeners) listener.end()
  }
  const stop = () => {
    clearInterval(timer)
    topology.stop()
    signals?.stop()
  }
  const add = (listener: Listener) => {
    if (listeners.size === 0) {
      topology.start()
      signals = watchGoldenSignals(() => app.processState(), maxInFlight)
      timer = setInterval(tick, TOPOLOGY_INTERVAL).unref()
    }
    listeners.add(listener)
    listener.once('close', () => {
      listeners.delete(listener)
      if (listeners.size === 0) stop()
    })
    setImmediate(tick)
  }

  app.get('/page/events', { ...hidden, logLevel: 'warn' }, async (_request, reply) => {
    if (app.processState().draining) throw DRAINING
    if (listeners.size >= MAX_LISTENERS) throw TOO_MANY
    const listener = new Listener()
    add(listener)
    // Proxies that buffer would keep the events back.
    reply.header('cache-control', 'no-store').header('x-accel-buffering', 'no').type('text/event-stream')
    return reply.send(listener)
  })
  app.addHook('preClose', async () => endAll())
  app.addHook('onClose', async () => stop())
}
