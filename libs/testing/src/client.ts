import { randomUUID } from 'node:crypto'
import { setTimeout as sleep } from 'node:timers/promises'
import { type Dispatcher, request } from 'undici'

/** The response, or the code of the error instead of one, with the request id that was sent. */
export type Outcome =
  | { status: number; body: never; location: string | null }
  | { failed: string; requestId: string }

const tokens = new Map<string, string>()

/** From now on, requests to the system at this address carry this token: its identity is on. */
export const useToken = (url: string, token: string): void => void tokens.set(new URL(url).origin, token)

/** Sends one request, without a retry. */
export async function send(method: string, url: string, body?: unknown, key?: string): Promise<Outcome> {
  const requestId = randomUUID()
  const token = tokens.get(new URL(url).origin)
  try {
    const response = await request(url, {
      method: method as Dispatcher.HttpMethod,
      headers: {
        'x-request-id': requestId,
        ...(body !== undefined && { 'content-type': 'application/json' }),
        ...(key && { 'idempotency-key': key }),
        ...(token && { authorization: `Bearer ${token}` }),
      },
      ...(body !== undefined && { body: JSON.stringify(body) }),
    })
    return {
      status: response.statusCode,
      body: (await response.body.json()) as never,
      location: (response.headers.location as string | undefined) ?? null,
    }
  } catch (error) {
    return { failed: (error as { code?: string }).code ?? String(error), requestId }
  }
}

/** Retries with the same key until the response is no 5xx, as clients should; at most for a minute. */
export async function sendWithRetries(method: string, url: string, body?: unknown, key?: string) {
  const deadline = Date.now() + 60_000
  for (;;) {
    const outcome = await send(method, url, body, key)
    if ('status' in outcome && outcome.status < 500) return outcome
    if (Date.now() > deadline) throw new Error(`${method} ${url}: ${JSON.stringify(outcome)}`)
    await sleep(50)
  }
}
