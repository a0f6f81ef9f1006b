import fp from 'fastify-plugin'
import { hidden } from './openapi.ts'

/**
 * Probes: `/livez` (liveness) checks the process alone, `/readyz` (readiness) fails while it drains. Neither
 * depends on the store: if that is unavailable, each request returns 503, and restarting or removing all
 * replicas at once would not help.
 */
export const healthPlugin = fp(async (app) => {
  const quiet = { ...hidden, logLevel: 'silent' as const, config: { neverShed: true, open: true } }
  app.get('/livez', quiet, async (_request, reply) => {
    reply.header('cache-control', 'no-store')
    return { status: 'ok' }
  })
  app.get('/readyz', quiet, async (_request, reply) => {
    reply.header('cache-control', 'no-store')
    if (!app.drain.active) return { status: 'ok' }
    return reply.code(503).send({ status: 'draining' })
  })
})
