// What runs in the client's pod: load until standard input ends, then one line about what became of it.
import { resultOf, startLoad } from '@slipway/e2e'
import { Agent, interceptors, setGlobalDispatcher } from 'undici'

// A connection may be closed while it waits, just as a request is on its way: HTTP knows no other way to end one.
// A client sends that again, once, as browsers do; how often it had to is said.
let repeated = 0
const again = interceptors.retry({
  methods: ['GET', 'PUT', 'POST'],
  statusCodes: [],
  retry(error, { state }, callback) {
    const closed = (error as { code?: string }).code === 'UND_ERR_SOCKET' && state.counter === 1
    if (closed) repeated++
    callback(closed ? null : error)
  },
})
setGlobalDispatcher(new Agent().compose(again))

const [url, rate, kinds] = process.argv.slice(2) as [string, string, string]
const load = await startLoad(url, { rate: Number(rate), kinds: kinds.split(',') as ('read' | 'order')[] })
console.log('started')
process.stdin.resume().on('end', async () => {
  const samples = await load.stop()
  console.log(JSON.stringify({ ...resultOf(samples), repeated }))
  process.exit()
})
