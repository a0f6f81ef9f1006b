import { execFileSync } from 'node:child_process'
import { setTimeout as sleep } from 'node:timers/promises'
import { dockerAnswers } from '@slipway/testing'
import { APPS, freePorts } from '@slipway/tools'
import { docker, PREFIX, skipped, VERSION } from './engine.ts'
import { removeImages } from './images.ts'

const isManager =
  dockerAnswers &&
  execFileSync('docker', ['info', '--format', '{{.Swarm.ControlAvailable}}'], { encoding: 'utf8' }).trim() ===
    'true'
const mayInit = dockerAnswers && (process.env.CI === 'true' || process.env.SWARM_INIT === '1')

export const canSwarm = isManager || mayInit
export const swarmSkipped = canSwarm
  ? ''
  : skipped ||
    ' (skipped: this engine is no Swarm manager; SWARM_INIT=1 lets the test make it one and undo that)'

export interface Stack extends AsyncDisposable {
  name: string
  url: string
  registry: string
}

/** Deploys the stack of the repository under a name of its own, from a registry of its own. */
export async function deployStack(): Promise<Stack> {
  const [port, registryPort] = [await freePorts(1), await freePorts(1)]
  const name = `${PREFIX}-${port}`
  const registry = `localhost:${registryPort}/slipway`
  const env = { REGISTRY: registry, VERSION, GATEWAY_PORT: String(port) }
  if (!isManager) await docker(['swarm', 'init', '--advertise-addr', '127.0.0.1'])
  const stack: Stack = {
    name,
    registry,
    url: `http://127.0.0.1:${port}`,
    async [Symbol.asyncDispose]() {
      await removeStack(name)
      await docker(['rm', '--force', '--volumes', `${name}-registry`])
      await removeImages(registry)
      if (!isManager) await docker(['swarm', 'leave', '--force'])
    },
  }
  try {
    const publish = ['--publish', `127.0.0.1:${registryPort}:5000`]
    await docker(['run', '--detach', '--name', `${name}-registry`, ...publish, 'registry:3'])
    await docker(['compose', 'build', '--push', ...APPS], env)
    const files = ['--compose-file', 'docker/stack.yaml']
    await docker(['stack', 'deploy', '--detach=false', ...files, name], env)
    await ready(stack.url)
  } catch (error) {
    const tasks = await docker(['stack', 'ps', '--no-trunc', name]).catch(String)
    await stack[Symbol.asyncDispose]()
    throw new Error(`${(error as Error).message}\n${tasks}`)
  }
  return stack
}

/** Removes a stack with its volumes, and waits until its networks are gone too. */
export async function removeStack(name: string): Promise<void> {
  await docker(['stack', 'rm', '--detach=false', name])
  const filter = ['--quiet', '--filter', `label=com.docker.stack.namespace=${name}`]
  for (let tries = 0; tries < 100; tries++) {
    const left = [await docker(['ps', '--all', ...filter]), await docker(['network', 'ls', ...filter])].join(
      '',
    )
    if (left === '') break
    await sleep(300)
  }
  const volumes = await docker(['volume', 'ls', ...filter])
  if (volumes) await docker(['volume', 'rm', '--force', ...volumes.split('\n')])
}

async function ready(url: string): Promise<void> {
  for (let tries = 0; tries < 300; tries++) {
    const answer = await fetch(`${url}/api/products?limit=1`).catch(() => undefined)
    if (answer?.ok) return
    await sleep(200)
  }
  throw new Error(`${url} did not answer within a minute`)
}
