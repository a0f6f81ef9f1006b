import { spawn } from 'node:child_process'
import { once } from 'node:events'
import { readFileSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { docker, PREFIX } from '@slipway/docker/engine'
import { removeImages } from '@slipway/docker/images'
import { freePorts } from '@slipway/tools'
import { expect, inject, onTestFinished } from 'vitest'
import { kubectl } from './cluster.ts'
import { testOverlay } from './overlay.ts'
import type { SkaffoldCopy } from './skaffold.ts'

/** A registry on this machine, which the nodes of the cluster can pull from as it can. */
export async function startRegistry() {
  const port = await freePorts(1)
  const name = `${PREFIX}-registry-${port}`
  await docker(['run', '--detach', '--name', name, '--publish', `127.0.0.1:${port}:5000`, 'registry:3'])
  const repository = `localhost:${port}/slipway`
  return {
    repository,
    async stop() {
      await docker(['rm', '--force', '--volumes', name])
      await removeImages(repository)
    },
  }
}

/** Has the copy's Skaffold deploy to the cluster that tests may use, to a namespace of its own. */
export async function ownSystem(copy: SkaffoldCopy, name: string, repository: string) {
  const namespace = `${inject('namespace')}-${name}`
  const port = await freePorts(1)
  copy.env.SKAFFOLD_DEFAULT_REPO = repository
  copy.env.KUBECONFIG = join(copy.path, '.kubeconfig')
  const config = await kubectl(['config', 'view', '--minify', '--flatten', '--raw'])
  writeFileSync(copy.env.KUBECONFIG, config, { mode: 0o600 })
  testOverlay(copy.path, 'dev', namespace)
  replace(copy, 'k8s/skaffold/dev/kustomization.yaml', { 'overlays/dev': `overlays/${namespace}` })
  replace(copy, 'skaffold.yaml', {
    'overlays/dev': `overlays/${namespace}`,
    'namespace: slipway': `namespace: ${namespace}`,
    'http://gateway.slipway': `http://gateway.${namespace}`,
    'localPort: 8080': `localPort: ${port}`,
  })
  return {
    namespace,
    url: `http://127.0.0.1:${port}`,
    async [Symbol.asyncDispose]() {
      await kubectl(['delete', 'namespace', namespace, '--ignore-not-found', '--wait=false'])
    },
  }
}

function replace(copy: SkaffoldCopy, file: string, replacements: Record<string, string>): void {
  let text = readFileSync(join(copy.path, file), 'utf8')
  for (const [before, after] of Object.entries(replacements)) {
    expect(text, file).toContain(before)
    text = text.replaceAll(before, after)
  }
  writeFileSync(join(copy.path, file), text)
}

/** `skaffold dev`; what it said is shown where the test fails. */
export function startDev(copy: SkaffoldCopy) {
  const dev = spawn('skaffold', ['dev'], { cwd: copy.path, env: copy.env })
  let output = ''
  for (const stream of [dev.stdout, dev.stderr]) stream.on('data', (chunk) => (output += chunk))
  onTestFinished(({ task }) => {
    if (task.result?.state === 'fail') console.error(output)
  })
  const stop = async () => {
    if (dev.exitCode === null && dev.kill('SIGINT')) await once(dev, 'exit')
  }
  return {
    stop,
    /** Waits until it has said a text so many times. */
    says: (text: string, times: number, timeout: number) =>
      expect.poll(() => output.split(text).length - 1, { timeout }).toBeGreaterThanOrEqual(times),
    [Symbol.asyncDispose]: stop,
  }
}
