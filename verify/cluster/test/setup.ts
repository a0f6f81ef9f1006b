import { readFileSync } from 'node:fs'
import { join } from 'node:path'
import { docker, enginePlatform } from '@slipway/harness/docker'
import { copyOfManifests } from '@slipway/manifests'
import { APPS, ROOT } from '@slipway/services'
import { isRunning, runCommand } from '@slipway/testing'
import type { TestProject } from 'vitest/node'
import { clientManifests } from './clients.ts'
import { kubectl, skipped } from './cluster.ts'
import { HOST, imageOf, testOverlay } from './overlay.ts'

declare module 'vitest' {
  interface ProvidedContext {
    /** The namespace that the overlay dev runs in, for all files. */
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
    await removeLeftovers()
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

/** Removes what a killed run on this machine left: namespaces, and a node that it had cordoned. */
async function removeLeftovers(): Promise<void> {
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
 * Builds the apps and the acceptance suite, and loads them with the command in SLIPWAY_TEST_LOAD, which depends on the
 * cluster: `kind load docker-image` or `minikube image load`, say.
 */
async function loadImages(namespace: string): Promise<void> {
  // A kubelet that has pulled the very same image under another name would insist on pulling this one too.
  const label = `slipway.test.run=${namespace}`
  const bake = ['buildx', 'bake', '--file', 'docker/bake.hcl', '--load', '--provenance=false']
  const settings = [`--set=*.platform=${await enginePlatform()}`, `--set=*.labels.${label}`]
  await docker([...bake, ...settings], { VERSION: namespace, APPS: APPS.join(',') })
  const build = [
    'build',
    '--quiet',
    '--provenance=false',
    '--file',
    'acceptance/Dockerfile',
    '--label',
    label,
  ]
  await docker([...build, '--tag', imageOf('acceptance', namespace), '.'])
  // The cluster need not pull the image of Redis if this engine has it.
  const redis = /image: (redis:\S+)/.exec(readFileSync(join(ROOT, 'compose.yaml'), 'utf8'))![1]!
  const present = await docker(['image', 'ls', '--quiet', redis])
  const images = [...imagesOf(namespace), ...(present ? [redis] : [])].join(' ')
  const load = ['-c', `${process.env.SLIPWAY_TEST_LOAD} ${images}`]
  const { code, stderr } = await runCommand('sh', load, { cwd: ROOT })
  if (code !== 0) throw new Error(`${load[1]} failed: ${stderr}`)
}
