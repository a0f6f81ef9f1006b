import { CALLER_TOKEN_HEADER } from '@slipway/contracts'
import type { FastifyBaseLogger, FastifyReply, FastifyRequest } from 'fastify'
import fp from 'fastify-plugin'
import { Problem } from '../api/problem.ts'
import { addLogFields } from '../http/request-log.ts'
import { accessRefused } from './access-refused.ts'
import { callerVerifier, userVerifier } from './issuers.ts'
import { type IdentitySettings, needsTokens } from './settings.ts'
import { LOCAL_USER } from './user.ts'
import { TokenError, type Verifier } from './verifier.ts'

declare module 'fastify' {
  interface FastifyContextConfig {
    /** For routes that need no token, such as probes. */
    open?: boolean
    /** For routes outside of `/api/` that need the token of a user too. */
    user?: boolean
  }
  interface FastifyInstance {
    /** Whether requests need tokens. */
    identity: 'on' | 'off'
  }
}

export interface IdentityOptions {
  /** The name of this service: the audience of its callers' tokens. */
  name: string
  settings: Partial<IdentitySettings> & { HOST?: string; CALLER_TOKEN_FILE?: string }
  /** The services that it calls. */
  upstreams?: unknown[]
  /** Whether it is called by clients, and not by services. */
  published?: boolean
  /** Which services may call which paths, by prefix, besides what the gateway may. */
  callers?: Record<string, string[]>
  logger: FastifyBaseLogger
}

/** The published app, and what it may call of each service. */
const GATEWAY = ['gateway']
const FOR_GATEWAY = { '/api/': GATEWAY, '/openapi.json': GATEWAY, '/topology': GATEWAY }

/** One object each for all requests: refusing must be cheap, and an error's stack trace is not. */
const NO_TOKEN = new Problem(401, 'unauthorized', 'Send a valid access token: Authorization: Bearer TOKEN.')
const NO_CALLER = new Problem(401, 'unknown-caller', 'Only services of this system may call this one.')
const OTHER_CALLER = new Problem(403, 'forbidden', 'This service may not be called by that one.')

const MIXED = new Problem(503, 'unavailable', 'Identity is on at the caller, and off here. Set AUTH alike.')

const BEARER = /^Bearer ([\w-]+\.[\w-]+\.[\w-]+)$/i

/**
 * Who sends a request, and for whom. Below `/api/` a user proves it by a bearer token (RFC 6750), which the gateway
 * verifies and each service again; to a service its caller proves itself too, by the token in a header of its own.
 */
export const identityPlugin = fp(async (app, options: IdentityOptions) => {
  const { settings, published = false, upstreams = [] } = options
  const isOn = needsTokens(settings, { hasCallers: !published, calls: upstreams.length > 0 })
  app.decorate('identity', isOn ? 'on' : 'off')
  app.decorateRequest('user')
  if (!isOn) {
    app.addHook('onRequest', (request, _reply, done) => {
      request.user = LOCAL_USER
      // The caller relies on this service to decide who may do what, and here everybody may do everything.
      const isMixed = !published && request.headers[CALLER_TOKEN_HEADER] !== undefined
      done(isMixed ? MIXED : undefined)
    })
    return
  }
  const users = await userVerifier(settings, options.logger)
  app.addHook('onClose', async () => users.close())
  if (!published) {
    const callers = Object.entries({ ...FOR_GATEWAY, ...options.callers }) // once, not for each request
    const services = await callerVerifier(options.name, settings, options.logger)
    app.addHook('onClose', async () => services.close())
    app.addHook('onRequest', async (request, reply) => {
      if (request.routeOptions.config.open) return
      const token = request.headers[CALLER_TOKEN_HEADER]
      const caller = await identify(services.verifier, typeof token === 'string' ? token : undefined, request)
      if (caller !== undefined && callersOf(request, callers).includes(caller)) return
      reply.header('www-authenticate', `Bearer realm="${CALLER_REALM}"`)
      if (caller === undefined) throw NO_CALLER
      addLogFields(request, accessRefused('caller-not-allowed', { caller }))
      throw OTHER_CALLER
    })
  }
  app.addHook('onRequest', async (request, reply) => {
    const { config, url } = request.routeOptions
    if (config.open || !(config.user || url?.startsWith('/api/'))) return
    const token = bearerToken(request)
    const user = await identify(users.verifier, token, request)
    if (!user) throw unauthorized(reply, token)
    request.user = user
    addLogFields(request, { subject: user.subject })
  })
})

/** In the challenge of a service that does not know its caller: that is the system's fault, not the client's. */
export const CALLER_REALM = 'services'

/** Undefined where the token is missing or not valid, which the log line of the request then says. */
async function identify<T>(
  verifier: Verifier<T>,
  token: string | undefined,
  request: FastifyRequest,
): Promise<T | undefined> {
  try {
    if (token !== undefined) return verifier.remembered(token) ?? (await verifier.verify(token))
    addLogFields(request, accessRefused('no-token'))
  } catch (error) {
    if (!(error instanceof TokenError)) throw error
    addLogFields(request, accessRefused(error.message))
  }
  return undefined
}

/** The gateway also passes on requests for paths that do not exist: a 404, as everywhere. */
function callersOf(
  { is404, routeOptions: { url = '' } }: FastifyRequest,
  callers: [prefix: string, names: string[]][],
): string[] {
  if (is404) return GATEWAY
  return callers.find(([prefix]) => url.startsWith(prefix))?.[1] ?? []
}

function bearerToken({ headers: { authorization } }: FastifyRequest): string | undefined {
  return authorization === undefined ? undefined : (BEARER.exec(authorization)?.[1] ?? '')
}

/** RFC 6750, 3: a request without a token is not told of an error. */
function unauthorized(reply: FastifyReply, token: string | undefined): Problem {
  reply.header('www-authenticate', token === undefined ? 'Bearer' : 'Bearer error="invalid_token"')
  return NO_TOKEN
}
