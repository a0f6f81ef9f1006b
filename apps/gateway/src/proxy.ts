import { isUtf8 } from 'node:buffer'
import { Readable } from 'node:stream'
import httpProxy from '@fastify/http-proxy'
import { addLogFields, CALLER_REALM, Problem } from '@slipway/service-kit'
import { type AnyResponse, type Upstream, UpstreamError } from '@slipway/upstream'
import type { FastifyPluginAsync } from 'fastify'
import { requestHeaders, responseHeaders } from './headers.ts'
import { upstreamProblem } from './upstream-problem.ts'

interface ProxyOptions {
  prefix: string
  service: string
  upstream: Upstream
}

const UTF8 = /charset=utf-8/i
/** No valid target has one (RFC 9112, 3.2), and the check of the prefix takes `..#` for a name. */
const FRAGMENT = new Problem(400, 'bad-request', 'Send the path without a fragment (#).')
const READS = new Set(['GET', 'HEAD'])

/** Forwards all requests below a path to one service, byte for byte. */
export const proxy: FastifyPluginAsync<ProxyOptions> = async (app, { prefix, service, upstream }) => {
  // The body is read completely, up to the limit, before anything is sent: a retry can then send it again.
  app.removeAllContentTypeParsers()
  app.addContentTypeParser('*', { parseAs: 'buffer' }, (_request, body, done) => done(null, body))

  await app.register(httpProxy, {
    prefix: '',
    rewritePrefix: prefix,
    upstream: `http://${service}`, // not used to connect: the upstream chooses the instance
    proxyPayloads: false,
    // http-proxy registers the route and rejects paths that leave the prefix. The upstream sends the request: it has a
    // retry budget, and buffers a small response, so that one that breaks off can be retried.
    handler: async (request, reply, path) => {
      if (request.url.includes('#')) throw FRAGMENT
      const query = request.url.indexOf('?')
      const response = await upstream
        .request({
          method: request.method,
          path: query < 0 ? path : path + request.url.slice(query),
          headers: requestHeaders(request),
          body: request.body as Buffer | undefined,
          deadline: request.deadline,
          // A read is aborted when its client disconnects; a write is completed: its client cannot know how far it got.
          signal: READS.has(request.method) ? request.signal : undefined,
          stream: true,
        })
        .catch((error: unknown) => {
          const reason = error instanceof UpstreamError ? error.code : (error as Error).message
          addLogFields(request, { upstream: service, reason })
          throw upstreamProblem(service, error)
        })
      if (isUnknownCaller(response)) {
        addLogFields(request, {
          upstream: service,
          reason: 'the caller token of the gateway was not accepted',
        })
        throw upstreamProblem(service, new Error('unknown caller'))
      }
      return reply.code(response.status).headers(responseHeaders(response.headers)).send(payload(response))
    },
  })
}

/** The service does not accept this gateway as its caller: a fault of the system, and not of its client. */
const isUnknownCaller = ({ status, headers }: AnyResponse) =>
  (status === 401 || status === 403) && headers['www-authenticate'] === `Bearer realm="${CALLER_REALM}"`

/** Node sends text and headers in one write, a buffer in two: an eighth of the gateway's CPU time per request. */
function payload({ headers, body }: AnyResponse): string | Buffer | Readable | undefined {
  if (body instanceof Readable) return body
  // Fastify would add a type and the length 0 to an empty body: wrong for a response to HEAD, and for a 304.
  if (body.length === 0) return undefined
  // Only a body that is declared as UTF-8, as Fastify's JSON is, is sent as text; any other is sent as bytes.
  const isText = UTF8.test(headers['content-type'] ?? '') && !headers['content-encoding'] && isUtf8(body)
  return isText ? body.toString() : body
}
