import httpProxy from '@fastify/http-proxy'
import type { Answer, Upstream } from '@slipway/upstream'
import type { FastifyPluginAsync } from 'fastify'
import { requestHeaders, responseHeaders } from './headers.ts'
import { upstreamProblem } from './upstream-problem.ts'

interface ProxyOptions {
  prefix: string
  service: string
  upstream: Upstream
}

const UTF8 = /charset=utf-8/i

/** Passes everything under a path on to one service, byte for byte. */
export const proxy: FastifyPluginAsync<ProxyOptions> = async (app, { prefix, service, upstream }) => {
  // The body is read whole, up to the limit, before anything is sent: a request can then be sent again.
  app.removeAllContentTypeParsers()
  app.addContentTypeParser('*', { parseAs: 'buffer' }, (_request, body, done) => done(null, body))

  await app.register(httpProxy, {
    prefix: '',
    rewritePrefix: prefix,
    upstream: `http://${service}`, // only a name: the upstream chooses the instance
    proxyPayloads: false,
    // http-proxy finds the path, and keeps it under the prefix; its own way of sending would retry by itself,
    // and stream the answer, of which a client could then see half.
    handler: async (request, reply, path) => {
      const query = request.url.indexOf('?')
      const answer = await upstream
        .request({
          method: request.method,
          path: query < 0 ? path : path + request.url.slice(query),
          headers: requestHeaders(request),
          body: request.body as Buffer | undefined,
          deadline: request.deadline,
        })
        .catch((error: unknown) => {
          request.log.warn({ service, reason: (error as Error).message }, 'no answer')
          throw upstreamProblem(service, error)
        })
      return reply.code(answer.status).headers(responseHeaders(answer.headers)).send(payload(answer))
    },
  })
}

/** Text goes out in one write with its headers, a buffer in two: an eighth of all that a request costs here. */
function payload({ headers, body }: Answer): string | Buffer | undefined {
  // To an empty one Fastify would add a type, and the length 0: wrong for an answer to HEAD, and for a 304.
  if (body.length === 0) return undefined
  // Fastify's JSON says so. Of anything else nobody knows, and it stays the bytes that it is.
  const isText = UTF8.test(headers['content-type'] ?? '') && !headers['content-encoding']
  return isText ? body.toString() : body
}
