import { spawn } from 'node:child_process'
import { once } from 'node:events'
import { createWriteStream, mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import type { Readable } from 'node:stream'
import { pipeline } from 'node:stream/promises'
import { ROOT } from '@slipway/services'

/** A command that prints nothing for this long, in ms, hangs. */
const SILENCE = 10_000
const TRIES = 3

/** Keeps a stream in a file, as it is read more than once. The file is deleted when this process exits. */
export async function keepStream(stream: Readable): Promise<string> {
  const folder = mkdtempSync(join(tmpdir(), 'slipway-explain-'))
  process.on('exit', () => rmSync(folder, { recursive: true, force: true }))
  const file = join(folder, 'log')
  await pipeline(stream, createWriteStream(file))
  return file
}

/**
 * Keeps what a command writes to its standard output. One that hangs is killed and run again: `docker service logs`
 * does so now and then (https://github.com/moby/moby/issues/41733, https://github.com/docker/cli/issues/4678).
 * @throws Error where it cannot be run, fails, or hangs each time.
 */
export async function keepOutput([program, ...args]: string[], silence = SILENCE): Promise<string> {
  const command = [program, ...args].join(' ')
  for (let i = 0; i < TRIES; i++) {
    const child = spawn(program!, args, { cwd: ROOT, stdio: ['ignore', 'pipe', 'ignore'] })
    let hangs = false
    const timer = setTimeout(() => {
      hangs = true
      child.kill('SIGKILL')
      child.stdout.destroy() // what it started itself may keep it open
    }, silence)
    child.stdout.on('data', () => timer.refresh())
    const kept = keepStream(child.stdout).catch(() => '') // destroyed, see above
    const [[code], file] = await Promise.all([once(child, 'exit'), kept]).finally(() => clearTimeout(timer))
    if (hangs) continue
    if (code === 0) return file
    throw new Error(`failed (${code}): ${command}`)
  }
  throw new Error(`printed nothing for ${silence / 1_000} s, ${TRIES} times: ${command}`)
}
