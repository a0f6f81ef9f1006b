import { once } from 'node:events'
import { type AddressInfo, connect, createServer, type Socket } from 'node:net'

/** A way to a server that a test can shut: connections then break, and new ones are refused. */
export interface Door extends AsyncDisposable {
  port: number
  shut(): Promise<void>
  open(): Promise<void>
  /** From now on no answer comes through, while requests still do. */
  mute(): void
  /** From now on nothing comes through the last connection, which stays open; a new one works. */
  silence(): void
}

export async function openDoor(target: { host: string; port: number }): Promise<Door> {
  const sockets = new Set<Socket>()
  let mute = () => {}
  let silence = () => {}
  const server = createServer((inside) => {
    const outside = connect(target)
    for (const socket of [inside, outside]) {
      sockets.add(socket)
      socket.on('error', () => {}).on('close', () => sockets.delete(socket))
    }
    inside.pipe(outside).pipe(inside)
    mute = () => void outside.unpipe(inside)
    silence = () => {
      inside.unpipe().resume()
      outside.unpipe().resume()
    }
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
  return { port, open, shut, mute: () => mute(), silence: () => silence(), [Symbol.asyncDispose]: shut }
}
