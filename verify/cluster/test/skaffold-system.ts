import { readFileSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { PUBLISHED } from '@slipway/harness'
import { docker, PREFIX, removeImages } from '@slipway/harness/docker'
import type { SkaffoldCopy } from '@slipway/manifests'
import { startCommand } from '@slipway/testing'
import { freePorts } from '@slipway/tools'
import { expect, inject, onTestFinished } from 'vitest'
import { kubectl } from './cluster.ts'
import { testOverlay } from './overlay.ts'

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

/** Makes the copy's Skaffold deploy to the cluster that tests may use, to a namespace of its own. */
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
    [`http://${PUBLISHED}.slipway`]: `http://${PUBLISHED}.${namespace}`,
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

/** `skaffold dev`; its output is shown if the test fails. */
export function startDev(copy: SkaffoldCopy) {
  const dev = startCommand('skaffold', ['dev'], { cwd: copy.path, env: copy.env })
  onTestFinished(({ task }) => {
    if (task.result?.state === 'fail') console.error(dev.output())
  })
  return {
    /** Ctrl-C, with which Skaffold removes what it has deployed. */
    async stop() {
      dev.kill('SIGINT')
      await dev.ended
    },
    /** Waits until its output contains a text so many times. */
    prints: (text: string, times: number, timeout: number) =>
      expect.poll(() => dev.output().split(text).length - 1, { timeout }).toBeGreaterThanOrEqual(times),
    [Symbol.asyncDispose]: dev[Symbol.asyncDispose],
  }
}
