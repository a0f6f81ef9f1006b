import { once } from 'node:events'
import { type AddressInfo, createServer } from 'node:net'
import type { FaultChanges, InstanceLesson, ProtectionChanges } from '@slipway/contracts'
import type { FastifyInstance } from 'fastify'
import type { Static } from 'typebox'
import type { ServiceOptions } from '../../src/index.ts'
import { NO_LIMITS, startTestService } from '../test-service.ts'

/** A service with LESSONS=on. */
export async function startLessonService(
  options: Partial<ServiceOptions> = {},
  addRoutes?: (app: FastifyInstance) => void,
) {
  const port = await freePort()
  const settings = { ...NO_LIMITS, ...options.settings, LESSONS: 'on' as const, LESSONS_PORT: port }
  const service = await startTestService({ ...options, settings }, addRoutes)
  const lessons = `http://127.0.0.1:${port}`
  const put = async (path: string, body: unknown) => {
    const headers = { 'content-type': 'application/json' }
    const response = await fetch(lessons + path, { method: 'PUT', headers, body: JSON.stringify(body) })
    return { status: response.status, body: (await response.json()) as InstanceLesson }
  }
  return {
    ...service,
    url: `http://127.0.0.1:${service.port}`,
    lessons,
    faults: (changes: Static<typeof FaultChanges>) => put('/faults', changes),
    protections: (changes: Static<typeof ProtectionChanges>) => put('/protections', changes),
    put,
  }
}

async function freePort(): Promise<number> {
  const server = createServer().listen(0, '127.0.0.1')
  await once(server, 'listening')
  const { port } = server.address() as AddressInfo
  server.close()
  return port
}
