import swagger from '@fastify/swagger'
import type { RouteShorthandOptions } from 'fastify'
import fp from 'fastify-plugin'

/** For a route that the OpenAPI document leaves out. */
export const hidden: RouteShorthandOptions = { schema: { hide: true } }

/** Collects the schemas of the routes that follow. */
export const openApiPlugin = fp(async (app, options: { name: string }) => {
  await app.register(swagger, {
    openapi: { openapi: '3.1.0', info: { title: options.name, version: '1' } },
  })
})

/** `/openapi.json`, made from the routes' own schemas; the gateway merges the services' documents. */
export const openApiRoute = fp(async (app) => {
  app.get('/openapi.json', hidden, async () => app.swagger())
})
