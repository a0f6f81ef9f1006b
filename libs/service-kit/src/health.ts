import fp from 'fastify-plugin'
import { hidden } from './openapi.ts'

/**
 * `/livez` says that the process runs, and touches nothing else; `/readyz` says whether it wants new
 * requests. A store that is away changes neither: that is a 503 for each request, not a reason to restart
 * or remove every replica at once.
 */
export const healthPlugin = fp(async (app) => {
  const quiet = { ...hidden, logLevel: 'silent' as const, config: { neverShed: true } }
  app.get('/livez', quiet, async () => ({ status: 'ok' }))
  app.get('/readyz', quiet, async (_request, reply) => {
    if (!app.drain.active) return { status: 'ok' }
    return reply.code(503).send({ status: 'draining' })
  })
})
