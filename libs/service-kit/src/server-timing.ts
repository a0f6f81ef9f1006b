import type { FastifyReply } from 'fastify'
import fp from 'fastify-plugin'

/**
 * Every answer says which instances served it, this one first: an entry that a route or the proxy set for
 * the instances behind this one is kept. https://www.w3.org/TR/server-timing/
 */
export function showServerTiming(reply: FastifyReply, options: { name: string; instance: string }): void {
  const own = `${options.name};desc="${options.instance}";dur=${reply.elapsedTime.toFixed(1)}`
  const behind = reply.getHeader('server-timing')
  reply.header('server-timing', behind ? `${own}, ${behind}` : own)
}

export const serverTimingPlugin = fp(async (app, options: { name: string; instance: string }) => {
  app.addHook('onSend', (_request, reply, _payload, done) => {
    showServerTiming(reply, options)
    done()
  })
})
