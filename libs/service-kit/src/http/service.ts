import type { Protections } from '@slipway/contracts'
import Fastify, { type FastifyBaseLogger, type FastifyInstance, type FastifyPluginAsync } from 'fastify'
import type { Static, TObject } from 'typebox'
import { Problem } from '../api/problem.ts'
import { type IdentityOptions, identityPlugin } from '../identity/plugin.ts'
import type { ServiceSettings } from '../process/service-settings.ts'
import { trustedProxies } from '../process/trusted-proxies.ts'
import { Connections, connectionsPlugin } from './connections.ts'
import { deadlinePlugin } from './deadline.ts'
import { addDrainingHeaders, drainPlugin } from './drain.ts'
import { type ErrorOptions, errorsPlugin, sendProblem } from './errors.ts'
import { healthPlugin } from './health.ts'
import { createHttpServer } from './http-server.ts'
import { loadSheddingPlugin } from './load-shedding.ts'
import { routeTablePlugin } from './method-not-allowed.ts'
import { addNosniffHeader, nosniffPlugin } from './nosniff.ts'
import { openApiPlugin } from './openapi.ts'
import { type RequestHeaderOptions, requestHeadersPlugin } from './request-headers.ts'
import { addRequestIdHeader, requestId, requestIdPlugin } from './request-id.ts'
import { logFieldsPlugin, RequestLog } from './request-log.ts'
import { addServerTimingHeader, serverTimingPlugin } from './server-timing.ts'
import { utf8Plugin } from './text.ts'
import { certificatePlugin, readCertificate, type TlsFiles } from './tls.ts'
import { type TopologyOptions, topologyPlugin } from './topology.ts'
import { compileValidator } from './validation.ts'

export interface ServiceOptions
  extends ErrorOptions,
    RequestHeaderOptions,
    Pick<IdentityOptions, 'published' | 'callers'> {
  /** The name of the service in `Server-Timing` and in its OpenAPI document. */
  name: string
  settings: Pick<
    Static<TObject<typeof ServiceSettings>>,
    | 'INSTANCE'
    | 'MAX_IN_FLIGHT'
    | 'MAX_EVENT_LOOP_DELAY_MS'
    | 'MAX_CONNECTIONS'
    | 'MAX_CONNECTIONS_PER_ADDRESS'
  > &
    Partial<Pick<Static<TObject<typeof ServiceSettings>>, 'HOST' | 'LESSONS' | 'LESSONS_PORT'>> &
    Omit<IdentityOptions['settings'], 'HOST'> &
    TlsFiles
  logger: FastifyBaseLogger
  /** The services that it calls, for `processState()`. */
  upstreams?: (TopologyOptions['upstreams'][number] & { protect(changes: Protections): void })[]
  /** For the gateway: the deadline of every request, in ms. Other services receive it from their caller. */
  deadline?: number
  /** Runs before tokens are verified; not encapsulated (fastify-plugin). */
  beforeIdentity?: FastifyPluginAsync
  /** The setting TRUSTED_PROXIES: whose `X-Forwarded-*` headers give `request.ip`, `ips`, `host` and `protocol`. */
  trustedProxies?: string
}

const BODY_LIMIT = 16 * 1024 // bytes; the largest valid order has 5 KB

/** A Fastify instance with what all services share. It has no routes but the probes. */
export async function createService(options: ServiceOptions): Promise<FastifyInstance> {
  const { name, settings } = options
  const served = { name, instance: settings.INSTANCE }
  const requestLog = new RequestLog()
  const isTrusted = trustedProxies(options.trustedProxies)
  const connections = new Connections({
    maxConnections: settings.MAX_CONNECTIONS,
    maxPerAddress: settings.MAX_CONNECTIONS_PER_ADDRESS,
    isTrusted: isTrusted ?? (() => false),
  })
  const certificate = readCertificate(settings)
  const app = Fastify({
    loggerInstance: options.logger,
    logController: requestLog,
    genReqId: requestId,
    bodyLimit: BODY_LIMIT,
    trustProxy: isTrusted,
    serverFactory: (handler) => createHttpServer(handler, connections, certificate),
    // A draining process serves what still arrives; a 503 would fail requests on open connections.
    return503OnClosing: false,
    // Malformed URLs: Fastify runs no hook for them, so this does what the hooks do.
    frameworkErrors: (error, request, reply) => {
      addRequestIdHeader(request, reply)
      addDrainingHeaders(reply)
      addServerTimingHeader(reply, served)
      addNosniffHeader(reply)
      sendProblem(request, reply, new Problem(error.statusCode ?? 400, 'bad-request', error.message))
      requestLog.requestCompleted(null, request, reply)
    },
    clientErrorHandler: () => {}, // http-server.ts, for all addresses of "localhost"
  })
  app.setValidatorCompiler(compileValidator)
  app.removeContentTypeParser('text/plain') // only JSON is accepted
  await app.register(logFieldsPlugin)
  await app.register(utf8Plugin)
  await app.register(connectionsPlugin, { connections })
  if (certificate) await app.register(certificatePlugin, settings as Required<TlsFiles>)
  await app.register(errorsPlugin, options)
  await app.register(requestIdPlugin)
  await app.register(drainPlugin)
  await app.register(serverTimingPlugin, served)
  await app.register(nosniffPlugin)
  await app.register(requestHeadersPlugin, options)
  await app.register(loadSheddingPlugin, {
    maxInFlight: settings.MAX_IN_FLIGHT,
    maxEventLoopDelay: settings.MAX_EVENT_LOOP_DELAY_MS,
    connections,
  })
  if (options.beforeIdentity) await app.register(options.beforeIdentity)
  await app.register(identityPlugin, options)
  await app.register(topologyPlugin, { ...served, upstreams: options.upstreams ?? [] })
  await app.register(deadlinePlugin, { total: options.deadline })
  await app.register(routeTablePlugin)
  await app.register(openApiPlugin, options)
  await app.register(healthPlugin)
  if (settings.LESSONS === 'on') await addLessons(app, options)
  return app
}

/** Loaded only here: without LESSONS=on, there is no code that causes faults in the process. */
async function addLessons(
  app: FastifyInstance,
  { name, settings, logger, upstreams = [] }: ServiceOptions,
): Promise<void> {
  const { lessonsPlugin } = await import('../lessons/plugin.ts')
  const { INSTANCE: instance, HOST: host = '127.0.0.1', LESSONS_PORT: port = 0 } = settings
  await app.register(lessonsPlugin, { name, instance, host, port, logger, upstreams })
}
