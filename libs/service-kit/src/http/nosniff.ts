import type { FastifyReply } from 'fastify'
import fp from 'fastify-plugin'

/** Browsers must not guess another type than the declared one. https://fetch.spec.whatwg.org/#x-content-type-options-header */
export function addNosniffHeader(reply: FastifyReply): void {
  reply.header('x-content-type-options', 'nosniff')
}

export const nosniffPlugin = fp(async (app) => {
  app.addHook('onRequest', (_request, reply, done) => {
    addNosniffHeader(reply)
    done()
  })
})
