import { DRAINING_HEADER } from '@slipway/contracts'
import type { FastifyReply } from 'fastify'
import fp from 'fastify-plugin'

declare module 'fastify' {
  interface FastifyInstance {
    /** Active once the process shuts down: it still serves every request, but is no longer ready. */
    drain: { active: boolean }
  }
}

/** While draining, every response closes its connection and has the draining header. */
export function addDrainingHeaders(reply: FastifyReply): void {
  if (reply.server.drain.active) reply.header('connection', 'close').header(DRAINING_HEADER, '1')
}

export const drainPlugin = fp(async (app) => {
  app.decorate('drain', { active: false })
  app.addHook('onSend', (_request, reply, _payload, done) => {
    addDrainingHeaders(reply)
    done()
  })
})
