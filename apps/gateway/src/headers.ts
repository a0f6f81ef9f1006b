import type { IncomingHttpHeaders } from 'node:http'
import { DEADLINE_HEADER, DRAINING_HEADER, REQUEST_ID_HEADER } from '@slipway/service-kit'
import type { FastifyRequest } from 'fastify'

/** Headers about one connection; they end at each hop (RFC 9110, 7.6.1), as do those that `Connection` names. */
const HOP_BY_HOP = [
  'connection',
  'keep-alive',
  'proxy-authenticate',
  'proxy-authorization',
  'proxy-connection',
  'te',
  'trailer',
  'transfer-encoding',
  'upgrade',
]
/** What only a gateway may say, as all of `X-Forwarded-*`: a client could otherwise claim any address, or any time. */
const FROM_GATEWAY = ['forwarded', 'x-real-ip', DEADLINE_HEADER]
const NOT_FROM_CLIENT = new Set([...HOP_BY_HOP, ...FROM_GATEWAY, 'expect', 'host'])
/** The instance that drains is behind this one: its callers are this process, not the client. */
const NOT_FROM_SERVICE = new Set([...HOP_BY_HOP, DRAINING_HEADER])
/** By this name a gateway says that a request went through it: chains and loops can be seen (RFC 9110, 7.6.3). */
const VIA = '1.1 slipway'

type Incoming = Pick<FastifyRequest, 'id' | 'ip' | 'host' | 'protocol' | 'headers'>

/** What the service is sent: the client's headers without those of its connection, and what the gateway says. */
export function requestHeaders(request: Incoming): IncomingHttpHeaders {
  const kept = without(
    request.headers,
    request.headers.connection,
    (name) => NOT_FROM_CLIENT.has(name) || name.startsWith('x-forwarded-'),
  )
  kept[REQUEST_ID_HEADER] = request.id
  kept['x-forwarded-for'] = request.ip
  kept['x-forwarded-host'] = request.host
  kept['x-forwarded-proto'] = request.protocol
  kept.via = kept.via ? `${kept.via}, ${VIA}` : VIA
  return kept
}

/** What the client is sent of the service's headers. */
export function responseHeaders(headers: IncomingHttpHeaders): IncomingHttpHeaders {
  return without(headers, headers.connection, (name) => NOT_FROM_SERVICE.has(name))
}

function without(
  headers: IncomingHttpHeaders,
  connection: string | string[] | undefined,
  drop: (name: string) => boolean,
): IncomingHttpHeaders {
  // Node joins the lines of a header, undici makes them an array, which becomes the same text.
  const named = String(connection ?? '')
    .toLowerCase()
    .split(/\s*,\s*/)
  const kept: IncomingHttpHeaders = {}
  for (const name in headers) if (!drop(name) && !named.includes(name)) kept[name] = headers[name]
  return kept
}
