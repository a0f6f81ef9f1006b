import type { IncomingHttpHeaders } from 'node:http'
import { DRAINING_HEADER, REQUEST_ID_HEADER } from '@slipway/service-kit'
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
/** What only a gateway may say, as all of `X-Forwarded-*`: a client could otherwise claim any address. */
const FORWARDED = ['forwarded', 'x-real-ip']
const FROM_CLIENT = new Set([...HOP_BY_HOP, ...FORWARDED, 'expect'])
/** The instance that drains is behind this one: its callers are this process, not the client. */
const FROM_SERVICE = new Set([...HOP_BY_HOP, DRAINING_HEADER])

type Incoming = Pick<FastifyRequest, 'id' | 'ip' | 'host' | 'protocol' | 'headers'>

/** What the service is sent: the client's headers without those of its connection, and the request id. */
export function requestHeaders(request: Incoming, headers: IncomingHttpHeaders): IncomingHttpHeaders {
  const kept = without(FROM_CLIENT, headers, request.headers.connection)
  for (const name of Object.keys(kept)) if (name.startsWith('x-forwarded-')) delete kept[name]
  kept[REQUEST_ID_HEADER] = request.id
  kept['x-forwarded-for'] = request.ip
  kept['x-forwarded-host'] = request.host
  kept['x-forwarded-proto'] = request.protocol
  return kept
}

/** What the client is sent of the service's headers. */
export function responseHeaders(headers: IncomingHttpHeaders): IncomingHttpHeaders {
  return without(FROM_SERVICE, headers, headers.connection)
}

function without(names: Set<string>, headers: IncomingHttpHeaders, connection = ''): IncomingHttpHeaders {
  const named = connection.toLowerCase().split(/\s*,\s*/)
  return Object.fromEntries(
    Object.entries(headers).filter(([name]) => !names.has(name) && !named.includes(name)),
  )
}
