import { once } from 'node:events'
import { connect } from 'node:net'
import { join } from 'node:path'
import { freePorts } from '@slipway/tools'
import { versionOf } from './gateways/gateway.ts'
import { type Running, start } from './processes.ts'

/**
 * A Redis that keeps orders as they must be kept; undefined where none is installed. One in a container would
 * not do here: its CPU time is part of what an order costs.
 */
export async function startRedisServer(folder: string): Promise<(Running & { url: string }) | undefined> {
  if (!versionOf('redis-server', ['--version'])) return undefined
  const port = await freePorts(1)
  const options = ['--appendonly', 'yes', '--appendfsync', 'always', '--save', '']
  const running = await start({
    name: 'redis-server',
    command: ['redis-server', '--port', String(port), '--bind', '127.0.0.1', '--dir', folder, ...options],
    log: join(folder, 'redis.log'),
    ready: () => listens(port),
  })
  return { ...running, url: `redis://127.0.0.1:${port}` }
}

async function listens(port: number): Promise<boolean> {
  const socket = connect(port, '127.0.0.1')
  try {
    await once(socket, 'connect')
    return true
  } catch {
    return false
  } finally {
    socket.destroy()
  }
}
