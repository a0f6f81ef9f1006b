import httpProxy from '@fastify/http-proxy'
import type { Upstream } from '@slipway/upstream'
import type { FastifyPluginAsync } from 'fastify'
import { requestHeaders, responseHeaders } from './headers.ts'
import { upstreamProblem } from './upstream-problem.ts'

interface ProxyOptions {
  prefix: string
  service: string
  upstream: Upstream
}

/** Passes everything under a path on to one service, byte for byte. */
export const proxy: FastifyPluginAsync<ProxyOptions> = async (app, { prefix, service, upstream }) => {
  // The body is read whole, up to the limit, before anything is sent: a request can then be sent again.
  app.removeAllContentTypeParsers()
  app.addContentTypeParser('*', { parseAs: 'buffer' }, (_request, body, done) => done(null, body))

  await app.register(httpProxy, {
    prefix: '',
    rewritePrefix: prefix,
    upstream: `http://${service}`, // only a name: the dispatcher chooses the instance
    undici: upstream.dispatcher,
    proxyPayloads: false,
    disableRequestLogging: true,
    // Retrying is the upstream's business; http-proxy would repeat a GET answered 503 ten times.
    retryMethods: [],
    handler: (request, reply, destination, options) => {
      const body = request.body as Buffer | undefined
      if (!body) return reply.from(destination, options)
      const contentType = request.headers['content-type'] ?? 'application/octet-stream'
      return reply.from(destination, { ...options, body, contentType })
    },
    replyOptions: {
      rewriteRequestHeaders: requestHeaders,
      rewriteHeaders: responseHeaders,
      onError: (reply, { error }) => {
        reply.send(upstreamProblem(service, error.cause ?? error))
      },
    },
  })
}
