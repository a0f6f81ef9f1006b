import type { IncomingHttpHeaders } from 'node:http'
import { DEADLINE_HEADER } from '@slipway/contracts'
import type { FastifyRequest } from 'fastify'
import fp from 'fastify-plugin'
import { Problem } from '../api/problem.ts'

/** Each hop uses nine tenths of its caller's time, so that its response arrives before the caller times out. */
const OWN_SHARE = 0.9

/** They change nothing, and in a service checking costs about as much as serving them. */
const READS = new Set(['GET', 'HEAD'])

declare module 'fastify' {
  interface FastifyRequest {
    /** When the response is due, as `performance.now()` counts; Infinity without a deadline. */
    deadline: number
  }
}

export interface DeadlineOptions {
  /** Set by the gateway, in ms; 0 disables. The header of a client is then ignored. */
  total?: number
}

/**
 * Gives each request its deadline, and rejects those whose deadline has passed or whose caller is gone: writes, and in
 * the gateway reads too. Clients that give up come back, and behind those that have gone they would be served too late
 * again: the system would stay down after a spike.
 */
export const deadlinePlugin = fp(async (app, { total }: DeadlineOptions) => {
  const isUnchecked = (method: string) => total === undefined && READS.has(method)
  app.decorateRequest('deadline', Number.POSITIVE_INFINITY)
  app.addHook('onRequest', (request, _reply, done) => {
    const time = total === undefined ? remainingTime(request.headers) * OWN_SHARE : total || Infinity
    request.deadline = performance.now() + time
    done()
  })
  app.addHook('preHandler', (request, _reply, done) => {
    if (isUnchecked(request.method)) return done()
    // A request may have waited long behind a blocked event loop (or in a paused process). It takes two turns
    // of the loop to find out that its caller has closed the connection in the meantime.
    setImmediate(() =>
      setImmediate(() => {
        if (performance.now() < request.deadline && !isDisconnected(request)) return done()
        done(
          new Problem(
            503,
            'deadline-passed',
            'The deadline has passed; the request was not processed. Retry.',
          ),
        )
      }),
    )
  })
})

/** The value of the deadline header; Infinity if it is missing or malformed. */
function remainingTime(headers: IncomingHttpHeaders): number {
  const value = headers[DEADLINE_HEADER]
  return typeof value === 'string' && /^\d{1,9}$/.test(value) ? Number(value) : Number.POSITIVE_INFINITY
}

function isDisconnected({ raw: { socket } }: FastifyRequest): boolean {
  return socket.destroyed || socket.readableEnded
}
