import { once } from 'node:events'
import { createServer } from 'node:net'

/** The first of the ports that somebody else holds, or undefined where all are free. */
export async function firstPortInUse(ports: number[]): Promise<number | undefined> {
  for (const port of ports) if (!(await isFree(port))) return port
  return undefined
}

/** The first of `count` ports in a row that are free right now, for a system beside others. */
export async function freePorts(count: number): Promise<number> {
  for (;;) {
    const first = 20_000 + Math.floor(Math.random() * 10_000) // below the range of outgoing connections
    const ports = Array.from({ length: count }, (_, i) => first + i)
    if ((await firstPortInUse(ports)) === undefined) return first
  }
}

async function isFree(port: number): Promise<boolean> {
  const server = createServer().listen(port, '127.0.0.1')
  try {
    await once(server, 'listening')
    return true
  } catch {
    return false
  } finally {
    server.close()
  }
}
