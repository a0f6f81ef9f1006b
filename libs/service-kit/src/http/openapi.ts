import swagger from '@fastify/swagger'
import type { RouteShorthandOptions } from 'fastify'
import fp from 'fastify-plugin'

/** Options of a route that is not in the OpenAPI document. */
export const hidden: RouteShorthandOptions = { schema: { hide: true } }

/** Collects the schemas of all routes registered after it. */
export const openApiPlugin = fp(async (app, options: { name: string }) => {
  await app.register(swagger, {
    openapi: { openapi: '3.1.0', info: { title: options.name, version: '1' } },
  })
})

/** `/openapi.json`, generated from the route schemas; the gateway merges the documents of all services. */
export const openApiRoute = fp(async (app) => {
  app.get('/openapi.json', hidden, async () => app.swagger())
})
