import type { RequestListener } from 'node:http'
import { text } from 'node:stream/consumers'
import { listen } from '@slipway/testing'
import { createUpstream, type Upstream, type UpstreamOptions } from '../src/index.ts'

const answerOk: RequestListener = (_request, response) => response.end('ok')

/** An instance of a service that keeps what it was sent, and then does what the test wants. */
export async function startInstance(answer: RequestListener = answerOk) {
  const received: { method?: string; host?: string; body: string }[] = []
  const server = await listen(async (request, response) => {
    const { method, headers } = request
    received.push({ method, host: headers.host, body: await text(request).catch(() => 'cut off') })
    answer(request, response)
  })
  return { ...server, received }
}

/** The address of an instance that is gone: its port refuses connections. */
export async function goneInstance(): Promise<string> {
  await using server = await listen(answerOk)
  return server.url
}

/** An upstream of these instances, closed at the end of the block. */
export async function startUpstream(
  urls: string[],
  options: Partial<UpstreamOptions> = {},
): Promise<Upstream & AsyncDisposable> {
  const upstream = await createUpstream({
    urls: urls.map((url) => new URL(url)),
    timeout: 10_000,
    connectTimeout: 5_000,
    ...options,
  })
  return { ...upstream, [Symbol.asyncDispose]: () => upstream.close() }
}

/** One request for any instance; gives the text of the answer. */
export async function call({ dispatcher }: Pick<Upstream, 'dispatcher'>, body?: string): Promise<string> {
  const method = body === undefined ? 'GET' : 'POST'
  const response = await dispatcher.request({ origin: 'http://service', path: '/', method, body })
  return response.body.text()
}

/** Does something this many times, one after the other. */
export async function repeat<T>(times: number, action: () => Promise<T>): Promise<T[]> {
  const results: T[] = []
  for (let done = 0; done < times; done++) results.push(await action())
  return results
}
