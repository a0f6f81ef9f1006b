import { ProcessState, type UpstreamState } from '@slipway/contracts'
import fp from 'fastify-plugin'
import { hidden } from './openapi.ts'

declare module 'fastify' {
  interface FastifyInstance {
    /** What this process says of itself and of the services that it calls. */
    processState(): ProcessState
  }
}

export interface TopologyOptions {
  name: string
  instance: string
  /** The services that it calls. */
  upstreams: { state(): UpstreamState }[]
}

export const topologyPlugin = fp(async (app, { name, instance, upstreams }: TopologyOptions) => {
  app.decorate('processState', () => ({
    service: name,
    instance,
    draining: app.drain.active,
    ...app.load(),
    upstreams: upstreams.map((upstream) => upstream.state()),
  }))
})

/** `/topology`, for the gateway's page: outside of `/api`, so that nobody reaches it through the gateway. */
export const topologyRoute = fp(async (app) => {
  const quiet = { logLevel: 'silent' as const, config: { neverShed: true } }
  const schema = { hide: true, response: { 200: ProcessState } }
  app.get('/topology', { ...hidden, ...quiet, schema }, async (_request, reply) => {
    reply.header('cache-control', 'no-store')
    return app.processState()
  })
})
