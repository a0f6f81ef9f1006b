import { cleanUp } from '@slipway/harness/docker'
import { dockerAvailable, redisAvailable, startRedis } from '@slipway/testing'
import type { Arguments } from './arguments.ts'
import { startCompose } from './compose.ts'
import { startPlain } from './plain.ts'
import { powerLossSkipped, startPowerLoss } from './power-loss.ts'
import type { Target } from './target.ts'

/** A system that a run can start. */
export interface System {
  /** For the name of a folder. */
  name: string
  title: string
  /** The arguments that choose it. */
  args: string
  start(): Promise<Target>
}

/** The system that the arguments choose. @throws where this machine lacks something that it needs. */
export async function chooseSystem({ stores, compose, powerLoss }: Arguments): Promise<System> {
  if (powerLoss) {
    const reason = await powerLossSkipped()
    if (reason) throw new Error(`--power-loss cannot run: ${reason}.`)
    const title = `plain Node, Redis with appendfsync ${powerLoss} that loses its power`
    const start = () => startPowerLoss(powerLoss)
    return { name: `power-loss-${powerLoss}`, title, args: `--power-loss ${powerLoss}`, start }
  }
  if (compose) {
    if (!dockerAvailable) throw new Error('--compose needs a Docker Engine, and none responds. Start one.')
    await cleanUp() // what a run that was interrupted left
    return { name: 'compose', title: 'Docker Compose, Redis', args: '--compose', start: startCompose }
  }
  if (stores === 'redis' && !redisAvailable)
    throw new Error('--stores redis needs a Docker Engine or redis-server on the PATH. Start or install one.')
  const start = () => (stores === 'redis' ? startPlain(startRedis) : startPlain())
  return { name: stores, title: `plain Node, ${stores}`, args: `--stores ${stores}`, start }
}
