import { listen } from '@slipway/testing'

/** Starts what stands for each service that is called; the test sets the status of its responses. */
export async function startCallee() {
  const callee = { status: 200, paths: [] as (string | undefined)[] }
  const { url, [Symbol.asyncDispose]: stop } = await listen((request, response) => {
    callee.paths.push(request.url)
    response.writeHead(callee.status, { 'server-timing': 'callee;desc="callee-9";dur=1.0' }).end('{}')
  })
  return Object.assign(callee, { url, [Symbol.asyncDispose]: stop })
}
