import { addMethodNotAllowedRoutes, createService, hidden } from '@slipway/service-kit'
import type { PublicService } from '@slipway/services'
import { openUpstream } from '@slipway/upstream'
import type { FastifyBaseLogger, FastifyInstance } from 'fastify'
import { allowedHosts } from './allowed-hosts.ts'
import type { Settings } from './config.ts'
import { docs } from './docs.ts'
import { page } from './page/index.ts' // start-clean removes this line
import { limitAddresses, limitSubjects } from './rate-limits.ts'
import { type Route, routes } from './routes.ts'

/** gateway: the only published process; sends each request to an instance of the service that owns its path. */
export async function buildApp(
  services: PublicService[],
  settings: Settings,
  logger: FastifyBaseLogger,
): Promise<FastifyInstance> {
  const table: Route[] = []
  for (const { name, path } of services) {
    table.push({ path, service: name, upstream: await openUpstream(name, settings, logger) })
  }
  const app = await createService({
    name: 'gateway',
    settings,
    logger,
    published: true,
    beforeIdentity: limitAddresses(settings),
    upstreams: table.map(({ upstream }) => upstream),
    deadline: settings.DEADLINE_MS,
    trustedProxies: settings.TRUSTED_PROXIES,
    docsPath: '/api/docs',
    allowedHosts: allowedHosts(settings),
  })
  app.addHook('onClose', async () => {
    await Promise.all(table.map(({ upstream }) => upstream.close()))
  })
  await app.register(limitSubjects, settings)
  await app.register(routes, { routes: table })
  await app.register(docs, { routes: table })
  if (settings.PAGE === 'on') await app.register(page, { routes: table, services, settings }) // start-clean removes this line
  if (!app.hasRoute({ method: 'GET', url: '/' }))
    app.get('/', hidden, async (_request, reply) => reply.redirect('/api/docs'))
  if (settings.LESSONS === 'on') {
    const { lessonsRoutes } = await import('./lessons/routes.ts') // not loaded without
    await app.register(lessonsRoutes, { upstreams: table.map(({ upstream }) => upstream), settings })
  }
  addMethodNotAllowedRoutes(app)
  return app
}
