import { authorization } from './identity.ts'

/** An instance that took part in a response, and how long it took. */
export interface Served {
  service: string
  instance: string
}

/** A response, with what `Server-Timing` says. Status 0: there was none. */
export interface Result {
  status: number
  /** The code of the problem, such as `overloaded`. */
  problem: string
  // biome-ignore lint/suspicious/noExplicitAny: each caller knows what it asked for
  body: any
  location: string | null
  /** The instances behind the gateway, the one of the called service first. */
  served: Served[]
  /** Failed attempts that were followed by another one, such as `catalog-1 TIMEOUT`. */
  retries: string[]
  /** As long as the browser waited, in ms. */
  ms: number
}

/** Sends one request to the gateway that this page came from. Never rejects. */
export async function call(method: string, path: string, content?: unknown, key?: string): Promise<Result> {
  const headers = new Headers()
  if (content !== undefined) headers.set('content-type', 'application/json')
  if (key) headers.set('idempotency-key', key)
  const user = authorization()
  if (user) headers.set('authorization', user)
  const started = performance.now()
  const result = { status: 0, problem: '', body: undefined, location: null, served: [], retries: [] }
  const request = { method, headers, cache: 'no-store' as const, signal: AbortSignal.timeout(15_000) }
  try {
    const response = await fetch(
      path,
      content === undefined ? request : { ...request, body: JSON.stringify(content) },
    )
    const body = await response.json().catch(() => undefined)
    return {
      ...result,
      status: response.status,
      problem: String(body?.type ?? '')
        .split(':')
        .at(-1)!,
      body,
      location: response.headers.get('location'),
      ...parseTiming(response.headers.get('server-timing') ?? ''),
      ms: performance.now() - started,
    }
  } catch {
    return { ...result, ms: performance.now() - started }
  }
}

/** The first entry is the gateway itself. */
function parseTiming(header: string): Pick<Result, 'served' | 'retries'> {
  const [, ...entries] = header.split(',').map((entry) => {
    const [, service = '', instance = ''] = /^([^;]+);desc="([^"]*)"/.exec(entry.trim()) ?? []
    return { service, instance }
  })
  return {
    served: entries.filter(({ service }) => service !== 'retry'),
    retries: entries.filter(({ service }) => service === 'retry').map(({ instance }) => instance),
  }
}
