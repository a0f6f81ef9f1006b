import { isIPv6 } from 'node:net'
import type { FastifyRequest } from 'fastify'
import fp from 'fastify-plugin'
import { Problem } from '../api/problem.ts'

export interface RequestHeaderOptions {
  /**
   * The hosts that requests may name (without a port); others are rejected with 421. Against DNS rebinding: a web page
   * can point its own name at this service, and would then be allowed to read what it responds. Default: any host.
   */
  allowedHosts?: string[]
}

/** Node's own test for it (_http_server.js). */
const CONTINUE = /(?:^|\W)100-continue(?:$|\W)/i

const NO_HOST = new Problem(400, 'bad-request', 'Send exactly one Host header.')
const TWO_TOKENS = new Problem(400, 'bad-request', 'Send at most one Authorization header.')
const EXPECTATION = new Problem(417, 'bad-request', 'The only supported expectation is 100-continue.')
const CODING = new Problem(400, 'bad-request', 'The only supported Transfer-Encoding is chunked.')
const ENCODED = new Problem(415, 'unsupported-media-type', 'Send the body without Content-Encoding.')
const OTHER_HOST = new Problem(
  421,
  'misdirected',
  'This service does not serve the host that the request names.',
)

/** Rejects requests whose headers are wrong on every route. */
export const requestHeadersPlugin = fp(async (app, { allowedHosts }: RequestHeaderOptions) => {
  const allowed = allowedHosts && new Set(allowedHosts.map(normalizedHost))
  app.addHook('onRequest', (request, reply, done) => {
    const { headers, routeOptions } = request
    const hosts = countHeader(request, 'host')
    if (hosts !== 1 && !(hosts === 0 && request.raw.httpVersion === '1.0')) return done(NO_HOST)
    if (headers.authorization !== undefined && countHeader(request, 'authorization') > 1)
      return done(TWO_TOKENS)
    if (headers.expect !== undefined && !CONTINUE.test(headers.expect)) return done(EXPECTATION)
    // Node itself rejects others, but not in a request with Upgrade: what follows would be taken for the next request.
    const coding = headers['transfer-encoding']
    if (coding !== undefined && coding.toLowerCase() !== 'chunked') {
      reply.header('connection', 'close')
      return done(CODING)
    }
    const encoding = headers['content-encoding']
    if (encoding !== undefined && encoding.toLowerCase() !== 'identity') {
      reply.header('accept-encoding', 'identity') // what to send instead (RFC 9110, 15.5.16)
      return done(ENCODED)
    }
    // Probes name the address of the container.
    const isAllowed = !allowed || routeOptions.config.neverShed || allowed.has(hostOf(headers.host))
    done(isAllowed ? undefined : OTHER_HOST)
  })
})

/**
 * How often a request has a header. `headers` has the first of them; whoever is in front of this service may have used the
 * last. RFC 9112 (3.2): 400 unless HTTP/1.1 has exactly one host.
 */
function countHeader({ raw: { rawHeaders } }: FastifyRequest, wanted: string): number {
  let count = 0
  for (let i = 0; i < rawHeaders.length; i += 2) {
    const name = rawHeaders[i]!
    if (name.length === wanted.length && name.toLowerCase() === wanted) count++
  }
  return count
}

/** The host without the port; empty if there is none. */
function hostOf(header = ''): string {
  return /^(\[[\d:a-f]+\]|[^:[\]]*)(?::\d*)?$/i.exec(header)?.[1]?.toLowerCase() ?? ''
}

function normalizedHost(host: string): string {
  return isIPv6(host) ? `[${host}]` : host.toLowerCase()
}
