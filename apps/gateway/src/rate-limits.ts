import rateLimit, { normalizeIP } from '@fastify/rate-limit'
import { addLogFields, Problem } from '@slipway/service-kit'
import type { FastifyInstance, FastifyPluginAsync, FastifyReply, FastifyRequest } from 'fastify'
import fp from 'fastify-plugin'
import { Type } from 'typebox'

const WINDOW = 60 // seconds
/** Counted in memory, the oldest given up first: a client cannot make this grow by using many addresses. */
const MAX_COUNTED = 5_000

const limit = (value: number, description: string) =>
  Type.Integer({ default: value, minimum: 0, maximum: 1_000_000_000, description })

/** Each gateway counts for itself: N of them allow N times as much. A limit for all of them belongs in the ingress. */
export const RateLimitSettings = {
  RATE_LIMIT_PER_ADDRESS: limit(100_000, 'requests from one address in a minute; 0 disables'),
  RATE_LIMIT_PER_SUBJECT: limit(30_000, 'requests of one user in a minute; 0 disables'),
}

/** Before tokens are verified: whoever guesses tokens is slowed down too. */
export const limitAddresses = (settings: { RATE_LIMIT_PER_ADDRESS: number }): FastifyPluginAsync =>
  fp(async (app) => {
    await app.register(rateLimit, { global: false, cache: MAX_COUNTED })
    addLimit(
      app,
      'address',
      settings.RATE_LIMIT_PER_ADDRESS,
      (request) => normalizeIP(request.ip), // IPv6 by /64: one client may have all of its addresses
    )
  })

/** After: the same user from many addresses. While identity is off, everybody is one user, who is not limited. */
export const limitSubjects = fp(async (app, settings: { RATE_LIMIT_PER_SUBJECT: number }) => {
  if (app.identity === 'off') return
  addLimit(app, 'subject', settings.RATE_LIMIT_PER_SUBJECT, (request) => request.user?.subject)
})

/** For people. */
const WORDS = { address: 'address', subject: 'user' }

function addLimit(
  app: FastifyInstance,
  name: keyof typeof WORDS,
  max: number,
  keyOf: (request: FastifyRequest) => string | undefined,
): void {
  if (max === 0) return
  const count = app.createRateLimit({
    max,
    timeWindow: WINDOW * 1_000,
    keyGenerator: (request) => keyOf(request)!,
  })
  const exceeded = new Problem(
    429,
    'too-many-requests',
    `Too many requests from this ${WORDS[name]}. Retry later.`,
  )
  app.addHook('onRequest', async (request, reply) => {
    if (request.routeOptions.config.neverShed || keyOf(request) === undefined) return
    const result = await count(request)
    if (result.isAllowed) return
    const { remaining, ttlInSeconds, isExceeded } = result
    addRateLimitHeaders(reply, name, { max, remaining, reset: ttlInSeconds })
    if (!isExceeded) return
    addLogFields(request, { event: 'rate-limited', reason: name })
    reply.header('retry-after', ttlInSeconds)
    throw exceeded
  })
}

/** https://datatracker.ietf.org/doc/draft-ietf-httpapi-ratelimit-headers/ */
function addRateLimitHeaders(
  reply: FastifyReply,
  name: string,
  { max, remaining, reset }: { max: number; remaining: number; reset: number },
): void {
  reply.header('ratelimit-policy', `"${name}";q=${max};w=${WINDOW}`)
  reply.header('ratelimit', `"${name}";r=${remaining};t=${reset}`)
}
