// Runs in the client's pod: load until standard input ends, then the result as one line of JSON.

import { Agent, interceptors, setGlobalDispatcher } from 'undici'
import { startLoad } from './load.ts'
import { resultOf } from './load-result.ts'
import { LATE_STORE, retryAtStore } from './store-unavailable.ts'

// A server may close an idle connection just as a request is sent on it. Clients retry that once, as browsers do; the
// result counts such retries.
let retried = 0
const retryOnce = interceptors.retry({
  methods: ['GET', 'PUT', 'POST'],
  statusCodes: [],
  retry(error, { state }, callback) {
    const closed = (error as { code?: string }).code === 'UND_ERR_SOCKET' && state.counter === 1
    if (closed) retried++
    callback(closed ? null : error)
  },
})
setGlobalDispatcher(new Agent().compose(retryOnce))

const [url, rate, kinds] = process.argv.slice(2) as [string, string, string]
const load = await startLoad(url, {
  rate: Number(rate),
  kinds: kinds.split(',') as ('read' | 'order')[],
  retry: retryAtStore(LATE_STORE),
})
console.log('started')
process.stdin.resume().on('end', async () => {
  const samples = await load.stop()
  const result = resultOf(samples)
  console.log(JSON.stringify({ ...result, retried, retriedAtStore: result.retried }))
  process.exit()
})
