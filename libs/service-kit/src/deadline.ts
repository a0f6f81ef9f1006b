import type { IncomingHttpHeaders } from 'node:http'
import type { FastifyRequest } from 'fastify'
import fp from 'fastify-plugin'
import { Problem } from './problem.ts'

/**
 * How long the caller will wait, in ms. It travels as what remains and not as a time of day, as clocks of
 * machines differ (gRPC does the same: https://grpc.io/docs/guides/deadlines/).
 */
export const DEADLINE_HEADER = 'x-deadline-ms'

/** A hop gives up a tenth of the time before its caller does: its answer needs some for the way back. */
const OWN_SHARE = 0.9

/** They change nothing, and cost little more than the wait. */
const READS = new Set(['GET', 'HEAD'])

declare module 'fastify' {
  interface FastifyRequest {
    /** When to have answered, in ms as `performance.now()` counts them; Infinity where nobody said. */
    deadline: number
  }
}

export interface DeadlineOptions {
  /** Set by the edge, in ms, 0 for any time: what a client says there counts for nothing. */
  total?: number
}

/** What a deadline header says: Infinity where there is none that can be read. */
function remainingTime(headers: IncomingHttpHeaders): number {
  const value = headers[DEADLINE_HEADER]
  return typeof value === 'string' && /^\d{1,9}$/.test(value) ? Number(value) : Number.POSITIVE_INFINITY
}

/** Gives each request its deadline, and begins no work for a caller that has gone. */
export const deadlinePlugin = fp(async (app, { total }: DeadlineOptions) => {
  app.decorateRequest('deadline', Number.POSITIVE_INFINITY)
  app.addHook('onRequest', (request, _reply, done) => {
    const time = total === undefined ? remainingTime(request.headers) * OWN_SHARE : total || Infinity
    request.deadline = performance.now() + time
    done()
  })
  app.addHook('preHandler', (request, _reply, done) => {
    if (READS.has(request.method)) return done()
    // Behind a busy event loop (or in a process that was stopped) a request may have waited long. Two turns of
    // the loop are what it takes to hear that its caller has closed the connection meanwhile.
    setImmediate(() =>
      setImmediate(() => {
        if (performance.now() < request.deadline && !hasGone(request)) return done()
        done(new Problem(503, 'deadline-passed', 'The time for this request is over. Nothing was begun.'))
      }),
    )
  })
})

function hasGone({ raw: { socket } }: FastifyRequest): boolean {
  return socket.destroyed || socket.readableEnded
}
