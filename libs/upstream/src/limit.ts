import { finished, Readable } from 'node:stream'
import type { Send } from './call.ts'
import { UpstreamError } from './errors.ts'

export interface Limit {
  send: Send
  /** How many requests are in flight. */
  inFlight(): number
}

/**
 * Bulkhead: limits the requests in flight, so that a service that hangs does not take all that its caller can have
 * in flight. A streamed response counts until its end. `share`: of the limit, what may be used now. `isOn`: for lessons.
 * @throws UpstreamError TOO_MANY, or what `send` throws.
 */
export const limit = (max: number, send: Send, isOn = () => true, share = () => 1): Limit => {
  let inFlight = 0
  const release = () => void inFlight--

  const limited: Send = async (call) => {
    if (max > 0 && inFlight >= max * share() && isOn())
      throw new UpstreamError('TOO_MANY', `${inFlight} requests are in flight`)
    inFlight++
    try {
      const response = await send(call)
      onceComplete(response.body, release)
      return response
    } catch (error) {
      release()
      throw error
    }
  }
  return { send: limited, inFlight: () => inFlight }
}

/** Calls back once a body is complete, or has failed: at once for a buffer. */
export function onceComplete(body: Buffer | Readable, done: () => void): void {
  if (body instanceof Readable) finished(body, done)
  else done()
}
