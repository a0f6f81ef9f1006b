import type { Socket } from 'node:net'
import type { FastifyRequest } from 'fastify'
import fp from 'fastify-plugin'
import { watchEventLoop } from './event-loop.ts'
import { Problem } from './problem.ts'

/** On a 503 that turned a request away before anything was begun: it is safe to send it to another instance. */
export const NOT_BEGUN_HEADER = 'x-not-begun'

declare module 'fastify' {
  interface FastifyContextConfig {
    /** For what must be answered under any load, such as a probe. */
    neverShed?: boolean
  }
  interface FastifyRequest {
    /** Whether it takes one of the places. */
    inFlight: boolean
  }
}

export interface LoadSheddingOptions {
  /** Requests being answered at once, in this process; 0 for any number. */
  maxInFlight: number
  /** How late the event loop may run, in ms; 0 for however late. */
  maxEventLoopDelay: number
}

/** 503, to be tried again: one for all, as a refusal must be cheap, and a stack is not. */
export const OVERLOADED = new Problem(
  503,
  'overloaded',
  'There is too much to do right now. Nothing was begun. Try again.',
)

/**
 * Turns requests away while those that are here can still be answered in time: a queue that grows without end
 * would make all of them late. https://sre.google/sre-book/handling-overload/
 */
export const loadSheddingPlugin = fp(async (app, options: LoadSheddingOptions) => {
  const maxInFlight = options.maxInFlight || Number.POSITIVE_INFINITY
  const maxDelay = options.maxEventLoopDelay || Number.POSITIVE_INFINITY
  const eventLoop = watchEventLoop()
  const inFlight = new InFlight()

  app.decorateRequest('inFlight', false)
  const isTooMuch = ({ routeOptions }: FastifyRequest) =>
    (inFlight.total >= maxInFlight || eventLoop.delay > maxDelay) && !routeOptions.config.neverShed

  app.addHook('onRequest', (request, _reply, done) => done(isTooMuch(request) ? OVERLOADED : undefined))
  // A place is taken only once the body is there: clients that send theirs slowly, or never, would take them
  // all. Many bodies may become complete at once, so that the limit is looked at again.
  app.addHook('preValidation', (request, _reply, done) => {
    if (isTooMuch(request)) return done(OVERLOADED)
    request.inFlight = inFlight.begin(request.raw.socket)
    done()
  })
  app.addHook('onResponse', (request, _reply, done) => {
    if (request.inFlight) inFlight.end(request.raw.socket)
    done()
  })
  app.addHook('onClose', async () => eventLoop.stop())
})

/**
 * Requests begun and not yet answered, counted for each connection: when one ends, what was open on it never
 * gets an answer, and no `onResponse` runs for it.
 */
class InFlight {
  total = 0
  readonly #open = new Map<Socket, number>()

  /** Whether it counts: of a connection that has ended nobody would hear. */
  begin(socket: Socket): boolean {
    if (socket.destroyed) return false
    const open = this.#open.get(socket)
    if (open === undefined) socket.once('close', () => this.#endAll(socket))
    this.#open.set(socket, (open ?? 0) + 1)
    this.total++
    return true
  }

  end(socket: Socket): void {
    const open = this.#open.get(socket)
    if (open === undefined) return // the connection ended first, and this with it
    this.#open.set(socket, open - 1)
    this.total--
  }

  #endAll(socket: Socket): void {
    this.total -= this.#open.get(socket) ?? 0
    this.#open.delete(socket)
  }
}
