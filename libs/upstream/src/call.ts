import type { IncomingHttpHeaders } from 'node:http'
import type { Instance } from './instances.ts'

/** A request for a service, whichever of its instances will answer. */
export interface UpstreamRequest {
  method: string
  /** With its query. */
  path: string
  headers: IncomingHttpHeaders
  body?: string | Buffer
  /** When the caller gives up, in ms as `performance.now()` counts them; Infinity where it waits for any time. */
  deadline: number
}

/** An answer, read whole: until its last byte is there it may be lost, and asked for again. */
export interface Answer {
  status: number
  headers: IncomingHttpHeaders
  body: Buffer
}

/** A request on its way through the behaviours of this folder. */
export interface Call extends UpstreamRequest {
  /** The instances asked so far. */
  tried: Instance[]
}

/** What each behaviour is made of, and made into. */
export type Send = (call: Call) => Promise<Answer>
