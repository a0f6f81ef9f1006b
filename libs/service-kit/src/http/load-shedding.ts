import { publish } from '@slipway/observe'
import type { FastifyRequest } from 'fastify'
import fp from 'fastify-plugin'
import { Problem } from '../api/problem.ts'
import { watchEventLoop } from '../process/event-loop.ts'
import type { Connections } from './connections.ts'
import { InFlight } from './in-flight.ts'
import { addLogFields } from './request-log.ts'

declare module 'fastify' {
  interface FastifyContextConfig {
    /** For routes that must respond under any load, such as probes. */
    neverShed?: boolean
  }
  interface FastifyInstance {
    /** How much this process has to do now; the delay of the event loop in ms. */
    load(): { inFlight: number; eventLoopDelay: number }
    /** Only lessons switch it off. */
    shedding: { on: boolean }
  }
  interface FastifyRequest {
    /** Whether it counts towards `maxInFlight` at the moment. */
    inFlight: boolean
  }
}

export interface LoadSheddingOptions {
  /** Requests processed at the same time, in this process; 0 disables. */
  maxInFlight: number
  /** Event-loop delay, in ms; 0 disables. */
  maxEventLoopDelay: number
  connections: Pick<Connections, 'isReserved'>
}

/** One object for all requests: shedding must be cheap, and an error's stack trace is not. */
export const OVERLOADED = new Problem(503, 'overloaded', 'Overloaded; the request was not processed. Retry.')

/**
 * Sheds load: rejects requests while those in flight can still be served in time. A queue without a limit
 * would make all of them late. https://sre.google/sre-book/handling-overload/
 */
export const loadSheddingPlugin = fp(async (app, options: LoadSheddingOptions) => {
  const maxInFlight = options.maxInFlight || Number.POSITIVE_INFINITY
  const maxDelay = options.maxEventLoopDelay || Number.POSITIVE_INFINITY
  const eventLoop = watchEventLoop()
  const inFlight = new InFlight()

  app.decorate('load', () => ({ inFlight: inFlight.total, eventLoopDelay: eventLoop.delay }))
  app.decorate('shedding', { on: true })
  app.decorateRequest('inFlight', false)
  const reasonToShed = (isReserved: boolean) => {
    if (inFlight.total >= maxInFlight) return 'in-flight'
    if (eventLoop.delay > maxDelay) return 'event-loop'
    return isReserved ? 'connections' : undefined
  }
  const isOverloaded = (request: FastifyRequest, isReserved = false) => {
    const { id, method, routeOptions } = request
    const reason = reasonToShed(isReserved)
    if (!reason || routeOptions.config.neverShed || !app.shedding.on) return false
    publish('request-shed', { requestId: id, method, route: routeOptions.url, reason })
    addLogFields(request, { event: 'request-shed', reason })
    return true
  }
  const end = (request: FastifyRequest) => {
    if (request.inFlight) inFlight.end(request.raw.socket)
    request.inFlight = false
  }

  app.addHook('onRequest', (request, reply, done) => {
    const isReserved = options.connections.isReserved(request.raw.socket)
    if (isReserved) reply.header('connection', 'close')
    done(isOverloaded(request, isReserved) ? OVERLOADED : undefined)
  })
  // A request counts only from the end of its body: slow or stalled uploads would use up the limit. The limit is
  // checked again, as many bodies may end at the same time.
  app.addHook('preValidation', (request, _reply, done) => {
    if (isOverloaded(request)) return done(OVERLOADED)
    request.inFlight = inFlight.begin(request.raw.socket)
    done()
  })
  // A request counts until its response is ready: how long sending it takes is up to the client. onResponse is for
  // responses that skip onSend; a connection that ends releases its requests itself (in-flight.ts).
  app.addHook('onSend', (request, _reply, _payload, done) => {
    end(request)
    done()
  })
  app.addHook('onResponse', (request, _reply, done) => {
    end(request)
    done()
  })
  app.addHook('onClose', async () => eventLoop.stop())
})
