import { once } from 'node:events'
import { type AddressInfo, connect, createServer, type Socket } from 'node:net'

/** A way to a server that a test can shut: connections then break, and new ones are refused. */
export interface Door extends AsyncDisposable {
  port: number
  shut(): Promise<void>
  open(): Promise<void>
  /** From now on no answer comes through, while requests still do. */
  mute(): void
}

export async function openDoor(target: { host: string; port: number }): Promise<Door> {
  const sockets = new Set<Socket>()
  let mute = () => {}
  const server = createServer((inside) => {
    const outside = connect(target)
    for (const socket of [inside, outside]) {
      sockets.add(socket)
      socket.on('error', () => {}).on('close', () => sockets.delete(socket))
    }
    inside.pipe(outside).pipe(inside)
    mute = () => void outside.unpipe(inside)
  })
  let port = 0
  const open = async () => {
    server.listen(port, '127.0.0.1')
    await once(server, 'listening')
    port = (server.address() as AddressInfo).port
  }
  const shut = async () => {
    if (!server.listening) return
    const closed = once(server, 'close')
    server.close()
    for (const socket of sockets) socket.destroy()
    await closed
  }
  await open()
  return { port, open, shut, mute: () => mute(), [Symbol.asyncDispose]: shut }
}
