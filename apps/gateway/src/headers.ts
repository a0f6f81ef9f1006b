import type { IncomingHttpHeaders } from 'node:http'
import { CALLER_TOKEN_HEADER, DEADLINE_HEADER, DRAINING_HEADER, REQUEST_ID_HEADER } from '@slipway/contracts'
import type { FastifyRequest } from 'fastify'

/**
 * Headers about one connection; they end at each hop (RFC 9110, 7.6.1), as do those that `Connection` names. It must not
 * name `Authorization`: the service judges by the token by which the gateway has judged.
 */
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
/**
 * Set by the gateway alone, as are all of `X-Forwarded-*`: a client could otherwise send any address or deadline, pass
 * for a service, or decide which traces are recorded.
 */
const FROM_GATEWAY = [
  'forwarded',
  'x-real-ip',
  'traceparent',
  'tracestate',
  DEADLINE_HEADER,
  CALLER_TOKEN_HEADER,
]
const NOT_FROM_CLIENT = new Set([...HOP_BY_HOP, ...FROM_GATEWAY, 'expect', 'host'])
/** A draining instance reports this to its caller: the gateway, not the client. */
const NOT_FROM_SERVICE = new Set([...HOP_BY_HOP, DRAINING_HEADER])
/** Names the gateway, so that chains and loops can be seen (RFC 9110, 7.6.3). */
const VIA = '1.1 slipway'

type Incoming = Pick<FastifyRequest, 'id' | 'ip' | 'ips' | 'host' | 'protocol' | 'headers'>

/** The headers for the service: the client's without those of its connection, and the gateway's own. */
export function requestHeaders(request: Incoming): IncomingHttpHeaders {
  const kept = without(
    request.headers,
    request.headers.connection,
    (name) => NOT_FROM_CLIENT.has(name) || name.startsWith('x-forwarded-'),
  )
  kept[REQUEST_ID_HEADER] = request.id
  // With trusted proxies, every address on the way: the client's first.
  kept['x-forwarded-for'] = request.ips ? request.ips.toReversed().join(', ') : request.ip
  kept['x-forwarded-host'] = request.host
  kept['x-forwarded-proto'] = request.protocol
  kept.via = kept.via ? `${kept.via}, ${VIA}` : VIA
  return kept
}

/** The headers for the client: the service's without those of its connection. */
export function responseHeaders(headers: IncomingHttpHeaders): IncomingHttpHeaders {
  return without(headers, headers.connection, (name) => NOT_FROM_SERVICE.has(name))
}

function without(
  headers: IncomingHttpHeaders,
  connection: string | string[] | undefined,
  drop: (name: string) => boolean,
): IncomingHttpHeaders {
  // Node joins repeated headers, undici returns an array, which becomes the same text.
  const named = String(connection ?? '')
    .toLowerCase()
    .split(',')
    .map((name) => name.trim())
  const kept: IncomingHttpHeaders = {}
  for (const name in headers) {
    if (drop(name) || (named.includes(name) && name !== 'authorization')) continue
    kept[name] = headers[name]
  }
  return kept
}
