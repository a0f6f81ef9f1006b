import { execFile } from 'node:child_process'
import { readFileSync } from 'node:fs'
import { join } from 'node:path'
import { promisify } from 'node:util'
import { docker } from '@slipway/docker/engine'
import { isRunning } from '@slipway/testing'
import { APPS, ROOT } from '@slipway/tools'
import type { TestProject } from 'vitest/node'
import { clientManifests } from './clients.ts'
import { kubectl, skipped } from './cluster.ts'
import { copyOfManifests } from './manifests.ts'
import { HOST, imageOf, testOverlay } from './overlay.ts'

declare module 'vitest' {
  interface ProvidedContext {
    /** Where the overlay dev runs, for all files. */
    namespace: string
  }
}

/** Builds the images, loads them into the cluster, and runs the overlay dev in a namespace of its own. */
export default async function setUp(project: TestProject): Promise<(() => Promise<void>) | undefined> {
  const namespace = `slipway-test-${process.pid}`
  project.provide('namespace', namespace)
  if (skipped) return undefined

  const tearDown = async () => {
    await kubectl(['delete', 'namespace', '--selector', `slipway.test/run=${namespace}`])
    await docker(['image', 'rm', ...imagesOf(namespace)])
  }
  try {
    await removeLeftBehind()
    await loadImages(namespace)
    using copy = copyOfManifests()
    await kubectl(['apply', '--kustomize', testOverlay(copy.path, 'dev', namespace)])
    await kubectl(['apply', '--filename', '-'], clientManifests(namespace))
    await kubectl(['--namespace', namespace, 'rollout', 'status', 'deployment', '--timeout=180s'])
  } catch (error) {
    console.error(await kubectl(['--namespace', namespace, 'describe', 'pods']).catch(String))
    await tearDown()
    throw error
  }
  return tearDown
}

/** What a run on this machine that was killed has left: namespaces, and a node that it had begun to drain. */
async function removeLeftBehind(): Promise<void> {
  const ours = `slipway.test/host=${HOST['slipway.test/host']}`
  const list = await kubectl(['get', 'namespaces', '--selector', ours, '--output', 'name'])
  const names = list
    .split('\n')
    .filter((name) => name && !isRunning(Number(/slipway-test-(\d+)/.exec(name)?.[1])))
  if (names.length > 0) await kubectl(['delete', ...names])
  await kubectl(['uncordon', '--selector', 'slipway.test/drained'])
  await kubectl(['label', 'nodes', '--all', 'slipway.test/drained-'])
}

const imagesOf = (namespace: string) => [...APPS, 'acceptance'].map((name) => imageOf(name, namespace))

/**
 * Builds the apps and the acceptance suite, and has the command in SLIPWAY_TEST_LOAD load them: what that is
 * depends on the cluster alone, such as `kind load docker-image` or `minikube image load`.
 */
async function loadImages(namespace: string): Promise<void> {
  // A kubelet that has pulled the very same image under another name would insist on pulling this one too.
  const label = `slipway.test.run=${namespace}`
  const own = await docker(['version', '--format', '{{.Server.Os}}/{{.Server.Arch}}'])
  const bake = ['buildx', 'bake', '--file', 'docker/bake.hcl', '--load', '--provenance=false']
  await docker([...bake, `--set=*.platform=${own}`, `--set=*.labels.${label}`], { VERSION: namespace })
  const suite = ['--file', 'e2e/Dockerfile', '--tag', imageOf('acceptance', namespace), '--label', label]
  await docker(['build', '--quiet', '--provenance=false', ...suite, '.'])
  // Where it is here, the cluster need not pull it.
  const redis = /image: (redis:\S+)/.exec(readFileSync(join(ROOT, 'compose.yaml'), 'utf8'))![1]!
  const here = await docker(['image', 'ls', '--quiet', redis])
  const images = [...imagesOf(namespace), ...(here ? [redis] : [])].join(' ')
  await promisify(execFile)('sh', ['-c', `${process.env.SLIPWAY_TEST_LOAD} ${images}`], { cwd: ROOT })
}
