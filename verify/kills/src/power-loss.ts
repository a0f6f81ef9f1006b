import { join } from 'node:path'
import { outputOf, startRedisServer, type TestRedis, temporaryFolder } from '@slipway/testing'
import { succeeds } from '@slipway/tools'
import { startPlain } from './plain.ts'
import type { Target } from './target.ts'

/** When Redis calls fsync for what it has appended to its log. */
export const FSYNC = ['always', 'everysec'] as const
export type Fsync = (typeof FSYNC)[number]

/** Why the power of Redis cannot be cut here, or nothing. */
export async function powerLossSkipped(): Promise<string> {
  const programs = ['cc', 'redis-server']
  const missing: string[] = []
  for (const program of programs) if (!(await succeeds(program, ['--version']))) missing.push(program)
  if (process.platform !== 'linux') return 'power loss needs Linux'
  return missing.length > 0 ? `power loss needs ${missing.join(' and ')} on the PATH` : ''
}

/** The system on plain Node with a Redis whose power is cut: killed, it has lost what it had not fsynced. */
export async function startPowerLoss(fsync: Fsync): Promise<Target> {
  const target = await startPlain(() => startRedisThatForgets(fsync))
  const [kill] = target.faults.filter(({ name }) => name === 'kill redis')
  return {
    ...target,
    faults: [{ ...kill!, name: 'power loss redis' }],
    leftOut: ['all other faults: this shows what appendfsync does'],
  }
}

async function startRedisThatForgets(fsync: Fsync): Promise<TestRedis> {
  using stack = new DisposableStack()
  const folder = stack.use(temporaryFolder())
  const library = join(folder.path, 'keep-back.so')
  const source = join(import.meta.dirname, 'keep-back.c')
  await outputOf('cc', ['-shared', '-fPIC', '-O2', '-o', library, source, '-ldl'])
  const redis = await startRedisServer(['--appendfsync', fsync], { LD_PRELOAD: library })
  const owned = stack.move()
  return {
    ...redis,
    async [Symbol.asyncDispose]() {
      await redis[Symbol.asyncDispose]()
      owned.dispose()
    },
  }
}
