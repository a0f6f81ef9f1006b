import { readFileSync } from 'node:fs'
import { setTimeout as sleep } from 'node:timers/promises'
import { StartupError } from '@slipway/service-kit'
import { Redis } from 'ioredis'

/** Below every deadline of a caller, so that a Redis that hangs is an answer and not a silence. */
const COMMAND_TIMEOUT = 400 // ms
const CONNECT_TIMEOUT = 1_000 // ms
/**
 * How long answers may be awaited without a byte until the connection is given up for a new one. Where a machine
 * dies, nothing says so: the kernel would go on sending for a quarter of an hour.
 */
const SILENCE_TIMEOUT = 2_000 // ms
const START_TIMEOUT = 30_000 // ms

/**
 * Connects to Redis, trying for 30 s, so that it may start after the service.
 * @throws StartupError that names the address and what was wrong last.
 */
export async function connectRedis(
  location: { url: string; shown: string },
  startTimeout = START_TIMEOUT,
): Promise<Redis> {
  const redis = new PatientRedis(location.url, {
    lazyConnect: true,
    // A command is sent once, now, or fails: what was queued or sent again would outlive the request that
    // asked for it, and its caller has already been told that the outcome is unknown.
    enableOfflineQueue: false,
    autoResendUnfulfilledCommands: false,
    maxRetriesPerRequest: 0,
    connectTimeout: CONNECT_TIMEOUT,
    socketTimeout: SILENCE_TIMEOUT,
    // After a failover this is the old master: the name leads to the new one by now. The command has failed.
    reconnectOnError: ({ message }) => message.startsWith('READONLY'),
    retryStrategy: (times) => Math.min(times * 100, 1_000),
  })
  let last: Error | undefined
  redis.on('error', (error) => {
    last = error
  })
  redis.connect().catch(() => {}) // 'error' has it, and it goes on trying
  const giveUp = Date.now() + startTimeout
  while (true) {
    // A database that Redis does not have is among them: ioredis would go on with database 0.
    const refused = /WRONGPASS|NOAUTH|NOPERM|DB index/.test(last?.message ?? '')
    if (redis.status === 'ready' && !refused) return redis
    if (refused || Date.now() > giveUp) {
      redis.disconnect()
      const reason = last?.message || 'no answer'
      const remedy = refused
        ? 'Check its user, password and database'
        : 'Start Redis there, or set STORE_URL to where it is'
      throw new StartupError(`STORE_URL ${location.shown} cannot be reached (${reason}). ${remedy}.`)
    }
    await sleep(50)
  }
}

/**
 * After a blocked event loop timers run first: the answers that have arrived meanwhile are read before a command is
 * given up, which ioredis' own `commandTimeout` does not wait for.
 */
class PatientRedis extends Redis {
  override sendCommand(...[command, stream]: Parameters<Redis['sendCommand']>): unknown {
    const giveUp = () => command.isSettled || command.reject(new Error('Command timed out'))
    const timer = setTimeout(() => setImmediate(giveUp), COMMAND_TIMEOUT)
    const settled = () => clearTimeout(timer)
    command.promise.then(settled, settled)
    return super.sendCommand(command, stream)
  }
}

/** A Lua script as a function: Redis runs it as one step. */
export type Script = (keys: string[], args: (string | number)[]) => Promise<unknown>

/** Loads a script from its file; Redis is sent the text only where it does not know its hash. */
export function loadScript(redis: Redis, file: URL): Script {
  const name = file.pathname
  redis.defineCommand(name, { lua: readFileSync(file, 'utf8') })
  const run = (redis as unknown as Record<string, (...args: unknown[]) => Promise<unknown>>)[name]!
  return (keys, args) => run.call(redis, keys.length, ...keys, ...args)
}
