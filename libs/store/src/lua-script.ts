import { readFileSync } from 'node:fs'
import type { Redis } from 'ioredis'

/** A Lua script as a function; Redis runs it atomically. */
export type Script = (keys: string[], args: (string | number)[]) => Promise<unknown>

/** Loads a script from its file. Redis receives the text only if it does not know the script's hash. */
export function loadScript(redis: Redis, file: URL): Script {
  const name = file.pathname
  redis.defineCommand(name, { lua: readFileSync(file, 'utf8') })
  const run = (redis as unknown as Record<string, (...args: unknown[]) => Promise<unknown>>)[name]!
  return (keys, args) => run.call(redis, keys.length, ...keys, ...args)
}
