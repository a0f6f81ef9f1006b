import type { FastifyReply } from 'fastify'
import fp from 'fastify-plugin'

/** Set on the answers of an instance that is leaving: its callers send what comes next to another one. */
export const DRAINING_HEADER = 'x-draining'

declare module 'fastify' {
  interface FastifyInstance {
    /** Set when the process was asked to stop: it still answers everything, but is ready for nothing new. */
    drain: { active: boolean }
  }
}

/** While draining, every answer closes its connection and says why. */
export function showDraining(reply: FastifyReply): void {
  if (reply.server.drain.active) reply.header('connection', 'close').header(DRAINING_HEADER, '1')
}

export const drainPlugin = fp(async (app) => {
  app.decorate('drain', { active: false })
  app.addHook('onSend', (_request, reply, _payload, done) => {
    showDraining(reply)
    done()
  })
})
