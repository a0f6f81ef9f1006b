import { isIP } from 'node:net'
import {
  FaultChanges,
  type Faults,
  InstanceLesson,
  ProtectionChanges,
  type Protections,
} from '@slipway/contracts'
import type { FastifyBaseLogger } from 'fastify'
import { Problem } from '../api/problem.ts'
import { addMethodNotAllowedRoutes } from '../http/method-not-allowed.ts'
import { createService } from '../http/service.ts'
import { StartupError } from '../process/startup-error.ts'
import type { LessonsState } from './plugin.ts'

export interface LessonsServerOptions {
  name: string
  instance: string
  host: string
  port: number
  logger: FastifyBaseLogger
}

const NO_LIMITS = {
  MAX_IN_FLIGHT: 0,
  MAX_EVENT_LOOP_DELAY_MS: 0,
  MAX_CONNECTIONS: 0,
  MAX_CONNECTIONS_PER_ADDRESS: 0,
}
const NAMED = new Problem(421, 'misdirected', 'Use the address of this instance, and not a name.')

/**
 * Serves the lessons of this process on a port of its own. Returns the function that stops it.
 * @throws StartupError where the port is in use.
 */
export async function startLessonsServer(
  lessons: LessonsState,
  { name, instance, host, port, logger }: LessonsServerOptions,
): Promise<() => Promise<void>> {
  const app = await createService({
    name: `${name}-lessons`,
    settings: { INSTANCE: instance, ...NO_LIMITS },
    logger,
  })
  // A web page that lets its own name point here (DNS rebinding) is kept out: the gateway uses addresses.
  app.addHook('onRequest', async ({ hostname }) => {
    if (isIP(hostname.replace(/^\[|\]$/g, '')) === 0) throw NAMED
  })
  const { faults, protections } = lessons
  const state = (): InstanceLesson => ({ service: name, instance, faults, protections })
  const response = { 200: InstanceLesson }
  app.get('/', { schema: { response } }, async () => state())
  app.put<{ Body: Partial<Faults> }>(
    '/faults',
    { schema: { body: FaultChanges, response } },
    async ({ body }) => {
      Object.assign(faults, body)
      return state()
    },
  )
  app.put<{ Body: Partial<Protections> }>(
    '/protections',
    { schema: { body: ProtectionChanges, response } },
    async ({ body }) => {
      lessons.protect(body)
      return state()
    },
  )
  addMethodNotAllowedRoutes(app)
  await app.listen({ host, port }).catch((error: NodeJS.ErrnoException) => {
    if (error.code !== 'EADDRINUSE') throw error
    throw new StartupError(`LESSONS_PORT ${port} is in use on ${host}. Set LESSONS_PORT to a free port.`)
  })
  return () => app.close()
}
