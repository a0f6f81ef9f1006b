import type { IncomingHttpHeaders } from 'node:http'
import type { Readable } from 'node:stream'
import { REQUEST_ID_HEADER } from '@slipway/contracts'
import type { AboutCall } from '@slipway/observe'
import type { Instance } from './instances.ts'

/** A request to a service, whichever of its instances will respond. */
export interface UpstreamRequest {
  method: string
  /** Including the query. */
  path: string
  headers: IncomingHttpHeaders
  body?: string | Buffer
  /** When the caller times out, as `performance.now()` counts; Infinity without a deadline. */
  deadline: number
  /** Aborts the request when its caller no longer needs the response. */
  signal?: AbortSignal
  /** What its events say too, under the names of log lines, such as the id of an order. */
  logFields?: Record<string, string>
  /** Whether a large response may be streamed; otherwise one over 1 MiB is an error. */
  stream?: boolean
}

/** A response. A complete body is a buffer: until its last byte has arrived, the request can be retried. */
export interface UpstreamResponse<Body = Buffer> {
  status: number
  headers: IncomingHttpHeaders
  body: Body
}

/** A response that may still be arriving. */
export type AnyResponse = UpstreamResponse<Buffer | Readable>

/** A request on its way through breaker, retry and balance. */
export interface Call extends UpstreamRequest {
  /** The name of the service. */
  service: string
  /** The instances of the attempts so far. */
  tried: Instance[]
}

/** What breaker, retry and balance have in common, so that they can be composed. */
export type Send = (call: Call) => Promise<AnyResponse>

/** The id of the request that a call is part of, for events. */
export const requestIdOf = ({ headers }: UpstreamRequest): string => String(headers[REQUEST_ID_HEADER] ?? '')

/** What each event says of its call. */
export const aboutCall = (call: UpstreamRequest & { service: string }): AboutCall => ({
  ...call.logFields,
  service: call.service,
  requestId: requestIdOf(call),
})
