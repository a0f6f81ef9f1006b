import { once } from 'node:events'
import { chmodSync, rmSync } from 'node:fs'
import { createServer, type IncomingMessage, type Server } from 'node:http'
import { json } from 'node:stream/consumers'
import { ProcessChange, ReplicasChange } from '@slipway/contracts'
import { Ajv } from 'ajv'
import type { Static } from 'typebox'
import { ControlError } from './control-error.ts'
import type { SystemControl } from './system-control.ts'

const ajv = new Ajv()
const isProcessChange = ajv.compile<Static<typeof ProcessChange>>(ProcessChange)
const isReplicasChange = ajv.compile<Static<typeof ReplicasChange>>(ReplicasChange)

/**
 * Serves the control of `npm start` on a Unix socket, which no web page can reach, and which only its user may use.
 * `GET /` lists the processes; `PUT /instances/NAME` and `PUT /services/NAME` change them and list them.
 */
export async function serveControl(control: SystemControl, socket: string): Promise<Server> {
  rmSync(socket, { force: true }) // of one that was killed: the port of the gateway is ours, so nobody uses it
  const server = createServer((request, response) => {
    const respond = (status: number, body: unknown) =>
      response.writeHead(status, { 'content-type': 'application/json' }).end(JSON.stringify(body))
    handle(control, request).then(
      () => respond(200, control.list()),
      (error: Error) =>
        respond(error instanceof ControlError ? error.status : 500, { detail: error.message }),
    )
  })
  await once(server.listen(socket), 'listening')
  chmodSync(socket, 0o600)
  return server
}

async function handle(control: SystemControl, request: IncomingMessage): Promise<void> {
  const { method, url = '' } = request
  if (method === 'GET' && url === '/') return
  const [, kind, name = ''] = /^\/(instances|services)\/([\w-]+)$/.exec(url) ?? []
  if (method !== 'PUT' || !kind) throw new ControlError(404, 'There is nothing at this path.')
  const body = await json(request).catch(() => undefined)
  if (kind === 'instances' && isProcessChange(body)) return control.act(name, body.action)
  if (kind === 'services' && isReplicasChange(body)) return control.scale(name, body.replicas)
  throw new ControlError(
    400,
    kind === 'services' ? 'Replicas are a number from 1 to 10.' : 'There is no such action.',
  )
}
