import { publish } from '@slipway/observe'
import { aboutCall, type Call, type Send } from './call.ts'
import { isFailure, UpstreamError } from './errors.ts'

export interface BreakerOptions {
  /** Requests in a row without a response, retries included, that open the breaker; 0 disables. */
  failures: number
  /** How long it then stays open, in ms. */
  openFor: number
}

export type BreakerState = 'closed' | 'open' | 'half-open'

export interface Breaker {
  send: Send
  state(): BreakerState
}

/**
 * Circuit breaker: fails at once while the service as a whole does not respond. After `openFor` one trial request
 * is sent; the others still fail until it has a response. Any response is a success, a 5xx too: the service
 * responds, and one failed request says nothing about the next.
 * @throws UpstreamError BREAKER_OPEN, or what `send` throws.
 */
export const breaker = ({ failures: limit, openFor }: BreakerOptions, send: Send): Breaker => {
  let failures = 0
  let openUntil = 0
  let trialRunning = false
  const changed = (call: Call, state: BreakerState) => publish('breaker', { ...aboutCall(call), state })

  const guarded: Send = async (call) => {
    const open = failures >= limit
    if (open && (trialRunning || performance.now() < openUntil)) {
      throw new UpstreamError('BREAKER_OPEN', `no response to the last ${limit} requests`)
    }
    trialRunning = open
    if (open) changed(call, 'half-open')
    try {
      const response = await send(call)
      failures = 0
      if (open) changed(call, 'closed')
      return response
    } catch (error) {
      if (isFailure(error)) {
        failures++
        openUntil = performance.now() + openFor
        if (failures >= limit && (open || failures === limit)) changed(call, 'open')
      }
      throw error
    } finally {
      if (open) trialRunning = false
    }
  }
  const state = () => {
    if (limit === 0 || failures < limit) return 'closed'
    return trialRunning ? 'half-open' : 'open'
  }
  return { send: limit === 0 ? send : guarded, state }
}
