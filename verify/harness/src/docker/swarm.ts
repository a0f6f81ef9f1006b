import { setTimeout as sleep } from 'node:timers/promises'
import { APPS, PUBLIC_SERVICES } from '@slipway/services'
import { dockerAvailable, send, useToken } from '@slipway/testing'
import { freePorts } from '@slipway/tools'
import { docker, PREFIX, skipped, VERSION } from './engine.ts'
import { removeImages } from './images.ts'
import { makeSecrets, type OwnSecrets } from './secrets.ts'

const isManager =
  dockerAvailable && (await docker(['info', '--format', '{{.Swarm.ControlAvailable}}'])) === 'true'
const mayInit = dockerAvailable && (process.env.CI === 'true' || process.env.SWARM_INIT === '1')

export const canSwarm = isManager || mayInit
export const swarmSkipped = canSwarm
  ? ''
  : skipped ||
    ' (skipped: this engine is no Swarm manager; with SWARM_INIT=1 the test makes it one, and undoes that)'

export interface Stack extends AsyncDisposable {
  name: string
  url: string
  registry: string
  secrets: OwnSecrets
}

/** Deploys the stack of the repository under a name of its own, from a registry and with secrets of its own. */
export async function deployStack(): Promise<Stack> {
  const [port, registryPort] = [await freePorts(1), await freePorts(1)]
  const name = `${PREFIX}-${port}`
  const registry = `localhost:${registryPort}/slipway`
  const secrets = await makeSecrets()
  const env = { REGISTRY: registry, VERSION, GATEWAY_PORT: String(port), SECRETS: secrets.path }
  if (!isManager) await docker(['swarm', 'init', '--advertise-addr', '127.0.0.1'])
  const stack: Stack = {
    name,
    registry,
    secrets,
    url: `http://127.0.0.1:${port}`,
    async [Symbol.asyncDispose]() {
      await removeStack(name)
      await docker(['rm', '--force', '--volumes', `${name}-registry`])
      await removeImages(registry)
      secrets[Symbol.dispose]()
      if (!isManager) await docker(['swarm', 'leave', '--force'])
    },
  }
  try {
    const publish = ['--publish', `127.0.0.1:${registryPort}:5000`]
    await docker(['run', '--detach', '--name', `${name}-registry`, ...publish, 'registry:3'])
    await docker(['compose', 'build', '--push', ...APPS], env)
    const files = ['--compose-file', 'docker/stack.yaml']
    // Not --detach=false: it waits for ever where a task is rejected again and again.
    await docker(['stack', 'deploy', '--detach', ...files, name], env)
    await waitUntilRunning(name)
    useToken(stack.url, secrets.operatorToken)
    await waitUntilServing(stack.url)
  } catch (error) {
    const tasks = await docker(['stack', 'ps', '--no-trunc', name]).catch(String)
    await stack[Symbol.asyncDispose]()
    throw new Error(`${(error as Error).message}\n${tasks}`)
  }
  return stack
}

/** Removes a stack with its volumes, and waits until its containers and networks are gone. */
export async function removeStack(name: string): Promise<void> {
  // Not --detach=false: it counts tasks that have ended, and never returns where some of these are gone meanwhile.
  await docker(['stack', 'rm', name])
  const filter = ['--quiet', '--filter', `label=com.docker.stack.namespace=${name}`]
  for (let polls = 0; polls < 200; polls++) {
    const containers = await docker(['ps', '--all', ...filter])
    const networks = await docker(['network', 'ls', ...filter])
    if (!containers && !networks) break
    await sleep(300)
  }
  const volumes = await docker(['volume', 'ls', ...filter])
  if (volumes) await docker(['volume', 'rm', '--force', ...volumes.split('\n')])
}

/** Waits until every service has all of its replicas. */
async function waitUntilRunning(name: string): Promise<void> {
  for (let polls = 0; polls < 600; polls++) {
    const replicas = await docker(['stack', 'services', '--format', '{{.Replicas}}', name])
    const isComplete = (line: string) => line.split('/')[0] === line.split('/')[1]
    if (replicas.split('\n').every(isComplete)) return
    await sleep(300)
  }
  throw new Error(`${name} does not have all of its replicas after three minutes`)
}

/** Waits until every public service responds through the published app. */
async function waitUntilServing(url: string): Promise<void> {
  const serves = async (path: string) => {
    const outcome = await send('GET', url + path)
    return 'status' in outcome && outcome.status === 200
  }
  for (let polls = 0; polls < 300; polls++) {
    const responses = await Promise.all(PUBLIC_SERVICES.map(({ path }) => serves(path)))
    if (responses.every(Boolean)) return
    await sleep(200)
  }
  throw new Error(`${url} does not serve every service after a minute`)
}
