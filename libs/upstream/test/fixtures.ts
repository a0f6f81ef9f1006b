import type { IncomingHttpHeaders, RequestListener } from 'node:http'
import { buffer } from 'node:stream/consumers'
import { readSettings } from '@slipway/service-kit'
import { listen } from '@slipway/testing'
import { Type } from 'typebox'
import type { Call } from '../src/call.ts'
import {
  type Answer,
  createUpstream,
  type Upstream,
  type UpstreamOptions,
  type UpstreamRequest,
  UpstreamSettings,
} from '../src/index.ts'
import { type Instance, Instances } from '../src/instances.ts'

interface Received {
  method: string
  headers: IncomingHttpHeaders
  body: Buffer
}

const answerOk: RequestListener = (_request, response) => response.end('ok')

/** An instance of a service that keeps what it was sent, and then does what the test wants. */
export async function startInstance(answer: RequestListener = answerOk) {
  const received: Received[] = []
  const server = await listen(async (request, response) => {
    const { method, headers } = request
    const body = await buffer(request).catch(() => Buffer.from('cut off'))
    received.push({ method: method!, headers, body })
    answer(request, response)
  })
  return { ...server, received }
}

/** The address of an instance that is gone: its port refuses connections. */
export async function goneInstance(): Promise<string> {
  await using server = await listen(answerOk)
  return server.url
}

const defaults = readSettings(Type.Object(UpstreamSettings), {})

/** Attempts that never time out by themselves here, unless the test says so. */
const patient = { ...defaults, CONNECT_TIMEOUT_MS: 5_000 }

type Options = Partial<Omit<UpstreamOptions, 'settings'>> & { settings?: Partial<UpstreamSettings> }

/** An upstream of these instances, closed at the end of the block. */
export async function startUpstream(
  urls: string[],
  { settings, ...options }: Options = {},
): Promise<Upstream & AsyncDisposable> {
  const upstream = await createUpstream({
    urls: urls.map((url) => new URL(url)),
    timeout: 10_000,
    settings: { ...patient, ...settings },
    ...options,
  })
  return { ...upstream, [Symbol.asyncDispose]: () => upstream.close() }
}

/** One request for any instance: a GET, or a POST where there is a body. */
export function send(upstream: Upstream, request: Partial<UpstreamRequest> = {}): Promise<Answer> {
  const method = request.body === undefined ? 'GET' : 'POST'
  return upstream.request({ method, path: '/', headers: {}, deadline: Number.POSITIVE_INFINITY, ...request })
}

/** The same; gives the text of the answer. */
export async function call(upstream: Upstream, body?: string): Promise<string> {
  return (await send(upstream, { body })).body.toString()
}

/** Does something this many times, one after the other. */
export async function repeat<T>(times: number, action: () => Promise<T>): Promise<T[]> {
  const results: T[] = []
  for (let done = 0; done < times; done++) results.push(await action())
  return results
}

/** An instance that is only looked at; all is well with it unless the test says otherwise. */
export function instance(name: string, own: Partial<Instance> = {}): Instance {
  return { origin: `http://${name}`, inFlight: 0, passedOverUntil: 0, failures: 0, ...own }
}

/** As many instances as one behaviour is tried with, at addresses that nobody connects to. */
export async function knownInstances(count: number): Promise<Instances> {
  const urls = Array.from({ length: count }, (_, number) => new URL(`http://10.0.0.${number + 1}:3000`))
  const instances = new Instances(urls)
  await instances.start()
  return instances
}

/** A request as the behaviours hand it to one another. */
export function newCall(own: Partial<Call> = {}): Call {
  return { method: 'GET', path: '/', headers: {}, deadline: Number.POSITIVE_INFINITY, tried: [], ...own }
}

export const ok: Answer = { status: 200, headers: {}, body: Buffer.from('ok') }
