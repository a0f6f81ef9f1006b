import { once } from 'node:events'
import { connect } from 'node:net'

const TIMEOUT = 250 // ms

/** Whether a server accepts connections at this origin. */
export async function acceptsConnections(origin: string): Promise<boolean> {
  const { hostname, port, protocol } = new URL(origin)
  const socket = connect({
    host: hostname.replace(/^\[|\]$/g, ''),
    port: Number(port || (protocol === 'https:' ? 443 : 80)),
  })
  try {
    await once(socket, 'connect', { signal: AbortSignal.timeout(TIMEOUT) })
    return true
  } catch {
    return false
  } finally {
    socket.destroy()
  }
}
