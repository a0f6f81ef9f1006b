import { once } from 'node:events'
import { createServer, type IncomingHttpHeaders, type RequestListener } from 'node:http'
import type { AddressInfo } from 'node:net'
import { buffer } from 'node:stream/consumers'
import { Type } from 'typebox'
import { Value } from 'typebox/value'
import type { Call } from '../src/call.ts'
import { type UpstreamRequest, type UpstreamResponse, UpstreamSettings } from '../src/index.ts'
import { type Instance, Instances } from '../src/instances.ts'
import { createUpstream, type Upstream, type UpstreamOptions } from '../src/upstream.ts'

interface Received {
  method: string
  headers: IncomingHttpHeaders
  body: Buffer
}

const respondOk: RequestListener = (_request, response) => response.end('ok')

/** An instance of a service that records what it receives and then does what the test wants. */
export async function startInstance(respond: RequestListener = respondOk) {
  const received: Received[] = []
  const server = createServer(async (request, response) => {
    const { method, headers } = request
    const body = await buffer(request).catch(() => Buffer.from('incomplete'))
    received.push({ method: method!, headers, body })
    respond(request, response)
  })
  await once(server.listen(0, '127.0.0.1'), 'listening')
  return {
    server,
    received,
    url: `http://127.0.0.1:${(server.address() as AddressInfo).port}`,
    async [Symbol.asyncDispose]() {
      const closed = once(server, 'close')
      server.close()
      server.closeAllConnections()
      await closed
    },
  }
}

export const NO_LOG = { info() {}, warn() {}, error() {} }

const defaults = Value.Default(Type.Object(UpstreamSettings), {}) as UpstreamSettings

/** With these, no attempt times out on a busy machine unless the test sets a timeout. */
const longTimeouts = { ...defaults, CONNECT_TIMEOUT_MS: 5_000 }

type Options = Partial<Omit<UpstreamOptions, 'settings'>> & { settings?: Partial<UpstreamSettings> }

/** An upstream with these instances, closed at the end of the block. */
export async function startUpstream(
  urls: string[],
  { settings, ...options }: Options = {},
): Promise<Upstream & AsyncDisposable> {
  const upstream = await createUpstream({
    service: 'service',
    urls: urls.map((url) => new URL(url)),
    timeout: 10_000,
    log: NO_LOG,
    settings: { ...longTimeouts, ...settings },
    ...options,
  })
  return { ...upstream, [Symbol.asyncDispose]: () => upstream.close() }
}

/** Sends one request: a GET, or a POST if there is a body. */
export function send(upstream: Upstream, request: Partial<UpstreamRequest> = {}): Promise<UpstreamResponse> {
  const method = request.body === undefined ? 'GET' : 'POST'
  return upstream.request({ method, path: '/', headers: {}, deadline: Number.POSITIVE_INFINITY, ...request })
}

/** Sends one request and returns the text of the response. */
export async function call(upstream: Upstream, body?: string): Promise<string> {
  return (await send(upstream, { body })).body.toString()
}

/** Runs an action several times, one after the other. */
export async function repeat<T>(times: number, action: () => Promise<T>): Promise<T[]> {
  const results: T[] = []
  for (let done = 0; done < times; done++) results.push(await action())
  return results
}

/** The state of an instance that nobody connects to. */
export function instance(name: string, own: Partial<Instance> = {}): Instance {
  return { origin: `http://${name}`, inFlight: 0, skipUntil: 0, failures: 0, ...own }
}

/** Several instances that nobody connects to. */
export async function knownInstances(count: number): Promise<Instances> {
  const urls = Array.from({ length: count }, (_, number) => new URL(`http://10.0.0.${number + 1}:3000`))
  const instances = new Instances(urls)
  await instances.start()
  return instances
}

/** A request as breaker, retry and balance pass it on. */
export function newCall(own: Partial<Call> = {}): Call {
  return {
    service: 'service',
    method: 'GET',
    path: '/',
    headers: {},
    deadline: Number.POSITIVE_INFINITY,
    tried: [],
    ...own,
  }
}
