import { request } from 'node:http'
import { json } from 'node:stream/consumers'
import { Problem } from '@slipway/service-kit'

/** Where to ask: the lessons port of an instance, or the socket of `npm start`. */
export type Target = { host: string; port: number } | { socketPath: string }

/** How long an instance may take, in ms; one that is paused never responds. */
const TIMEOUT = 1_000

/**
 * Asks once, with PUT where there is a body.
 * @throws Problem with what the other side objects to; any other error where it does not respond.
 */
export function ask<T>(target: Target, path: string, body?: unknown, timeout = TIMEOUT): Promise<T> {
  const { promise, resolve, reject } = Promise.withResolvers<T>()
  const method = body === undefined ? 'GET' : 'PUT'
  const headers = { 'content-type': 'application/json' }
  const signal = AbortSignal.timeout(timeout)
  const outgoing = request({ ...target, path, method, headers, signal }, (response) => {
    const { statusCode: status = 500 } = response
    json(response)
      .then((answer) => {
        if (status === 200) return resolve(answer as T)
        const { detail } = answer as { detail: string }
        reject(new Problem(status, status === 404 ? 'not-found' : 'not-possible', detail))
      })
      .catch(reject)
  })
  outgoing.on('error', reject).end(body === undefined ? undefined : JSON.stringify(body))
  return promise
}
