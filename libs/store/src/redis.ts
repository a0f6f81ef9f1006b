import { setTimeout as sleep } from 'node:timers/promises'
import { StartupError } from '@slipway/service-kit'
import { Redis } from 'ioredis'

/** Below every deadline of a request, so that a Redis that hangs leaves time for a response. */
const COMMAND_TIMEOUT = 400 // ms
const CONNECT_TIMEOUT = 1_000 // ms

export interface RedisTimeouts {
  /** How long to try to connect at start, in ms. */
  start?: number
  /**
   * How long commands may be pending on a connection without receiving a byte, in ms; then it is replaced. A
   * machine that dies closes no connection: the kernel would retransmit for a quarter of an hour.
   */
  silence?: number
}

/** Where the loss and the return of the connection are logged. */
export interface StoreLog {
  info(message: string): void
  warn(message: string): void
}

/**
 * Connects to Redis, retrying for 30 s, so that Redis may start after the service.
 * @throws StartupError with the address and the last error.
 */
export async function connectRedis(
  location: { url: string; shown: string },
  log: StoreLog,
  { start = 30_000, silence = 2_000 }: RedisTimeouts = {},
): Promise<Redis> {
  const redis = new RedisWithTimeout(location.url, {
    lazyConnect: true,
    // A command is sent once, now, or fails: one that was queued or sent again would outlive its request, whose
    // caller has already received "outcome unknown".
    enableOfflineQueue: false,
    autoResendUnfulfilledCommands: false,
    maxRetriesPerRequest: 0,
    connectTimeout: CONNECT_TIMEOUT,
    socketTimeout: silence,
    // READONLY: a failover made this Redis a replica. Reconnecting by name finds the new master.
    reconnectOnError: ({ message }) => message.startsWith('READONLY'),
    retryStrategy: (times) => Math.min(times * 100, 1_000),
  })
  let last: Error | undefined
  redis.on('error', (error) => {
    last = error
  })
  redis.connect().catch(() => {}) // 'error' reports it, and ioredis keeps trying
  const deadline = Date.now() + start
  while (true) {
    // Includes a database number that Redis does not have: ioredis would continue with database 0.
    const rejected = /WRONGPASS|NOAUTH|NOPERM|DB index/.test(last?.message ?? '')
    if (redis.status === 'ready' && !rejected) {
      logConnection(redis, location.shown, log)
      return redis
    }
    if (rejected || Date.now() > deadline) {
      redis.disconnect()
      const reason = last?.message || 'no response'
      const remedy = rejected
        ? 'Check its user, password and database'
        : 'Start Redis there, or set STORE_URL to its address'
      throw new StartupError(`STORE_URL ${location.shown} cannot be reached (${reason}). ${remedy}.`)
    }
    await sleep(50)
  }
}

/** One line when the connection is lost and one when it is back, however many requests fail in between. */
function logConnection(redis: Redis, address: string, log: StoreLog): void {
  let lost = false
  // Not 'close': that is also emitted when the service itself disconnects.
  redis.on('reconnecting', () => {
    if (!lost) log.warn(`connection to ${address} lost`)
    lost = true
  })
  redis.on('ready', () => {
    if (lost) log.info(`connection to ${address} restored`)
    lost = false
  })
}

/**
 * ioredis with a command timeout that survives a blocked event loop. Timers run first after a stall; ioredis'
 * own `commandTimeout` would fail commands whose replies have already arrived but are not read yet.
 */
class RedisWithTimeout extends Redis {
  override sendCommand(...[command, stream]: Parameters<Redis['sendCommand']>): unknown {
    const fail = () => command.isSettled || command.reject(new Error('Command timed out'))
    const timer = setTimeout(() => setImmediate(fail), COMMAND_TIMEOUT)
    const settled = () => clearTimeout(timer)
    command.promise.then(settled, settled)
    return super.sendCommand(command, stream)
  }
}
