import { connect } from 'node:net'

/** Ends a connection on which every request was complete: the response to this one is the last. */
export const LAST = 'GET /livez HTTP/1.1\r\nhost: localhost\r\nconnection: close\r\n\r\n'
/** After this long without a byte, the gateway waits for the rest of a request: that will not come. */
const QUIET = 250 // ms
const TIMEOUT = 10_000 // ms

export interface Exchange {
  /** All bytes that came back. */
  received: string
  /** Whether the client has closed its side first, so that responses may be missing. */
  gaveUp: boolean
  /** Whether the other side has closed the connection, as it must. */
  closed: boolean
}

/** Sends bytes as they are on a connection of their own, and reads until it is closed. */
export function exchange(port: number, bytes: string): Promise<Exchange> {
  return new Promise((resolve) => {
    let received = ''
    let gaveUp = false
    const socket = connect({ port, host: '127.0.0.1', allowHalfOpen: true })
    const finish = (closed: boolean) => {
      clearTimeout(timeout)
      socket.destroy()
      resolve({ received, gaveUp, closed })
    }
    const timeout = setTimeout(() => finish(false), TIMEOUT)
    socket.setEncoding('latin1').setTimeout(QUIET, () => {
      gaveUp = true
      socket.end()
    })
    socket.on('data', (text: string) => {
      received += text
    })
    socket.on('error', () => finish(true)) // reset, because it has not read all that was sent
    socket.on('end', () => finish(true))
    socket.write(bytes + LAST, 'latin1')
  })
}
