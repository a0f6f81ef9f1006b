import { once } from 'node:events'
import { connect } from 'node:net'

const PATIENCE = 250 // ms

/** Whether something listens at an origin right now. */
export async function takesConnections(origin: string): Promise<boolean> {
  const { hostname, port } = new URL(origin)
  const socket = connect({ host: hostname.replace(/^\[|\]$/g, ''), port: Number(port || 80) })
  try {
    await once(socket, 'connect', { signal: AbortSignal.timeout(PATIENCE) })
    return true
  } catch {
    return false
  } finally {
    socket.destroy()
  }
}
