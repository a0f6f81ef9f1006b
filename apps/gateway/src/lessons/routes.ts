import {
  FaultChanges,
  type Faults,
  Lessons,
  type ProcessAction,
  ProcessChange,
  ProtectionChanges,
  type Protections,
  ReplicasChange,
} from '@slipway/contracts'
import { Problem, requireOperator } from '@slipway/service-kit'
import type { Upstream } from '@slipway/upstream'
import type { FastifyPluginAsync } from 'fastify'
import { ask } from './ask.ts'
import { addressesOf, askInstances, type Instance, processesOf } from './instances.ts'
import { requireSameOrigin } from './same-origin.ts'

export interface LessonsRoutesOptions {
  upstreams: Pick<Upstream, 'state'>[]
  settings: { LESSONS_PORT: number; LESSONS_CONTROL?: string }
}

/** Starting and stopping processes takes a while, in ms. */
const CONTROL_TIMEOUT = 60_000

const NO_PROCESSES = new Problem(404, 'not-found', 'Only npm start -- --lessons can do this to processes.')

interface Named {
  Params: { name: string }
}

/** The lessons of all instances behind this gateway, for its page. Each route responds with the state afterwards. */
export const lessonsRoutes: FastifyPluginAsync<LessonsRoutesOptions> = async (
  app,
  { upstreams, settings },
) => {
  const { LESSONS_CONTROL: socketPath, LESSONS_PORT: port } = settings
  const own = app.lessons!
  const { service } = app.processState()

  const instances = async () =>
    askInstances(socketPath ? await processesOf(socketPath, service) : addressesOf(upstreams, port))
  const find = async (name: string): Promise<Instance> => {
    const all = await instances()
    const found = all.find((one) => one.name === name)
    if (found) return found
    throw new Problem(404, 'not-found', `No ${name}. There are: ${all.map(({ name }) => name).join(', ')}.`)
  }
  const control = async (path: string, body: unknown) => {
    if (!socketPath) throw NO_PROCESSES
    await ask({ socketPath }, path, body, CONTROL_TIMEOUT)
  }
  const state = async (): Promise<Lessons> => ({
    instances: await instances(),
    protections: own.protections,
    processes: socketPath !== undefined,
  })
  const schema = { hide: true, response: { 200: Lessons } }

  // With identity on, only for operators.
  app.addHook('onRoute', (route) => {
    route.config = { ...route.config, user: true }
  })
  app.addHook('onRequest', requireSameOrigin)
  app.addHook('onRequest', requireOperator('Only operators may cause faults.'))
  app.addHook('onSend', async (_request, reply) => void reply.header('cache-control', 'no-store'))

  app.get('/lessons', { schema }, state)
  app.put<Named & { Body: Partial<Faults> }>(
    '/lessons/instances/:name',
    { schema: { ...schema, body: FaultChanges } },
    async ({ params: { name }, body }) => {
      const { target } = await find(name)
      if (!target) throw new Problem(503, 'unavailable', `${name} does not respond. Retry.`)
      await ask(target, '/faults', body)
      return state()
    },
  )
  app.put<Named & { Body: { action: ProcessAction } }>(
    '/lessons/instances/:name/process',
    { schema: { ...schema, body: ProcessChange } },
    async ({ params: { name }, body }) => {
      await control(`/instances/${(await find(name)).name}`, body)
      return state()
    },
  )
  app.put<Named & { Body: { replicas: number } }>(
    '/lessons/services/:name/replicas',
    { schema: { ...schema, body: ReplicasChange } },
    async ({ params: { name }, body }) => {
      await control(`/services/${encodeURIComponent(name)}`, body)
      return state()
    },
  )
  // In this process, and in all that call others or shed load. One that does not respond keeps its own.
  app.put<{ Body: Partial<Protections> }>(
    '/lessons/protections',
    { schema: { ...schema, body: ProtectionChanges } },
    async ({ body }) => {
      own.protect(body)
      const targets = (await instances()).flatMap(({ target }) => target ?? [])
      await Promise.allSettled(targets.map((target) => ask(target, '/protections', own.protections)))
      return state()
    },
  )
}
