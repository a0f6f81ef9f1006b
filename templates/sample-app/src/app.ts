import {
  addMethodNotAllowedRoutes,
  createService,
  openApiRoute,
  topologyRoute, // add-service: calls
} from '@slipway/service-kit'
import { isStoreUnavailable } from '@slipway/store' // add-service: store
import { openUpstream } from '@slipway/upstream' // add-service: calls
import type { FastifyBaseLogger, FastifyInstance } from 'fastify'
import { CalleeServiceClient } from './callee-service-client.ts' // add-service: calls
import { computeId } from './computed-parts/compute.ts' // add-service: no store
import { computedPartRoutes } from './computed-parts/routes.ts' // add-service: no store
import type { Settings } from './config.ts'
import { openStore } from './open-store.ts' // add-service: store
import { sparePartRoutes } from './spare-parts/routes.ts' // add-service: store

/** Builds the sample-app service. @throws StartupError where it cannot start with these settings. */
export async function buildApp(settings: Settings, logger: FastifyBaseLogger): Promise<FastifyInstance> {
  const calleeService = await openUpstream('callee-service', settings, logger) // add-service: calls
  const store = await openStore(settings, logger) // add-service: store
  const app = await createService({
    name: 'sample-app',
    settings,
    logger,
    upstreams: [calleeService], // add-service: calls
    isUnavailable: isStoreUnavailable, // add-service: store
  })
  // The last one is called first: no request needs the store any more when it is closed. // add-service: store
  app.addHook('onClose', () => store.close()) // add-service: store
  app.addHook('onClose', () => calleeService.close()) // add-service: calls
  await app.register(openApiRoute)
  await app.register(topologyRoute) // add-service: calls
  const context = {
    store, // add-service: store
    compute: computeId, // add-service: no store
    calleeService: new CalleeServiceClient(calleeService), // add-service: calls
  }
  await app.register(sparePartRoutes, context) // add-service: store
  await app.register(computedPartRoutes, context) // add-service: no store
  addMethodNotAllowedRoutes(app)
  return app
}
