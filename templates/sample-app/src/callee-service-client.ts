import { REQUEST_ID_HEADER } from '@slipway/contracts'
import { type CallContext, OVERLOADED, Problem } from '@slipway/service-kit'
import { type Upstream, UpstreamError } from '@slipway/upstream'

/** The problem for the client while callee-service does not respond as it should. */
const UNAVAILABLE = new Problem(503, 'unavailable', 'callee-service is unavailable. Retry.')

/** Calls callee-service. */
export class CalleeServiceClient {
  readonly #upstream: Pick<Upstream, 'request'>

  constructor(upstream: Pick<Upstream, 'request'>) {
    this.#upstream = upstream
  }

  /**
   * Asks an instance whether it lives: the one call that every service has. Put the calls that you need in its place.
   * What is not below `/api/` needs this service among the `callers` in the app.ts of callee-service.
   * @throws Problem 503 where it does not respond within the deadline, after a retry on another instance.
   */
  async checkLive(call: CallContext): Promise<void> {
    const response = await this.#upstream
      .request({
        method: 'GET',
        path: '/livez',
        headers: { [REQUEST_ID_HEADER]: call.requestId },
        deadline: call.deadline,
      })
      .catch((error) => {
        if (!(error instanceof UpstreamError)) throw error
        throw error.code === 'TOO_MANY' ? OVERLOADED : UNAVAILABLE
      })
    const serverTiming = response.headers['server-timing']
    if (typeof serverTiming === 'string') call.servedBy.push(serverTiming)
    if (response.status !== 200) throw UNAVAILABLE
  }
}
