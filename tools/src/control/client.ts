import { request } from 'node:http'
import { json } from 'node:stream/consumers'
import type { ControlledProcess } from '@slipway/contracts'
import { ControlError } from './control-error.ts'

/**
 * Asks the `npm start` behind a socket; returns its processes afterwards.
 * @throws ControlError with what it objects to; any other error if nobody listens there.
 */
export function askControl(socketPath: string, path = '/', body?: unknown): Promise<ControlledProcess[]> {
  const { promise, resolve, reject } = Promise.withResolvers<ControlledProcess[]>()
  const outgoing = request(
    { socketPath, path, method: body === undefined ? 'GET' : 'PUT' },
    async (response) => {
      const answer = await json(response).catch(reject)
      if (response.statusCode === 200) resolve(answer as ControlledProcess[])
      else reject(new ControlError(response.statusCode!, (answer as { detail: string }).detail))
    },
  )
  outgoing.on('error', reject).end(body === undefined ? undefined : JSON.stringify(body))
  return promise
}
