import { setTimeout as sleep } from 'node:timers/promises'
import type { Faults } from '@slipway/contracts'
import type { FastifyInstance } from 'fastify'
import { Problem } from '../api/problem.ts'

const FAILED = new Problem(500, 'internal-error', 'This instance fails on purpose: it is a lesson.')

/** Applies the faults, as they are at each request, to every route but the probes. Register it before the routes. */
export function applyFaults(app: FastifyInstance, faults: Faults): void {
  // After the limits and the deadline were checked, and before anything is processed.
  app.addHook('preHandler', async ({ routeOptions, raw }, reply) => {
    if (routeOptions.config.neverShed) return
    if (faults.sick) raw.socket.destroy()
    if (faults.sick || faults.silent) {
      reply.hijack() // nobody responds
      return
    }
    if (faults.slowMs > 0) await sleep(faults.slowMs)
    if (Math.random() * 100 < faults.errorPercent) throw FAILED
  })
}
