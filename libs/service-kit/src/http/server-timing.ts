import type { FastifyReply } from 'fastify'
import fp from 'fastify-plugin'

/**
 * `Server-Timing` names the instances that served a request, this one first, followed by the entries that a
 * route or the proxy has set for the instances that they called. https://www.w3.org/TR/server-timing/
 */
export function addServerTimingHeader(
  reply: FastifyReply,
  options: { name: string; instance: string },
): void {
  const own = `${options.name};desc="${options.instance}";dur=${reply.elapsedTime.toFixed(1)}`
  const behind = reply.getHeader('server-timing')
  reply.header('server-timing', behind ? `${own}, ${behind}` : own)
}

export const serverTimingPlugin = fp(async (app, options: { name: string; instance: string }) => {
  app.addHook('onSend', (_request, reply, _payload, done) => {
    addServerTimingHeader(reply, options)
    done()
  })
})
