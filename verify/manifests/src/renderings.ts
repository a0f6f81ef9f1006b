import { cpSync, mkdirSync, readdirSync, readFileSync, writeFileSync } from 'node:fs'
import { basename, join } from 'node:path'
import { CALLED } from '@slipway/harness'
import { APPS, ROOT, SERVICES } from '@slipway/services'
import { run, writeImagesComponent } from '@slipway/tools'
import { parse, stringify } from 'yaml'
import type { Expectations } from './rules.ts'

export interface Rendering extends Expectations {
  /** Such as `overlays/prod`, or `base + autoscaling`. */
  name: string
  folder: string
  components: string[]
}

/** The Secrets that the overlay dev generates, and that other overlays expect in the namespace, each with its file. */
export const SECRETS: Record<string, string> = {
  'redis-users': 'users.acl',
  ...Object.fromEntries(
    SERVICES.filter(({ store }) => store).map(({ name }) => [`${name}-store-url`, `${name}-store-url`]),
  ),
}
/** The ConfigMap of the component identity, which is as little in the repository. */
export const IDENTITY = 'ConfigMap identity'
/** What an operator creates for the overlay prod. */
export const EXTERNAL: string[] = [...Object.keys(SECRETS).map((name) => `Secret ${name}`), IDENTITY]
/** What the component tls expects: a certificate for each app that others call. */
const CERTIFICATES = CALLED.map(({ name }) => `Secret tls-${name}`)
/** What a component requires: some of the network policies are about Redis, and those of others add to them. */
const REQUIRES: Record<string, string[]> = {
  'network-policies': ['redis'],
  observe: ['redis', 'network-policies'],
  traces: ['redis', 'network-policies'],
  'identity-provider': ['redis', 'network-policies', 'identity'],
}

/** Copies the manifests, so that nothing in the checkout changes; the images get made-up digests. */
export function copyManifests(target: string): void {
  for (const folder of ['k8s/base', 'k8s/components', 'k8s/overlays', 'docker/redis'])
    cpSync(join(ROOT, folder), join(target, folder), { recursive: true })
  const digests = Object.fromEntries(APPS.map((app) => [app, `sha256:${'0'.repeat(64)}`]))
  writeImagesComponent(join(target, 'k8s/components/images'), 'registry.example.com/slipway', digests)
}

/** Every overlay, and the base with each component alone and with all of them, in a copy of the manifests. */
export function listRenderings(copy: string): Rendering[] {
  const components = readdirSync(join(copy, 'k8s/components')).sort()
  const alone = components.map((component) => [...(REQUIRES[component] ?? []), component])
  return [
    ...[[], ...alone, components].map((combination) => combinationOf(copy, combination)),
    ...readdirSync(join(copy, 'k8s/overlays')).map((name) => overlayOf(copy, name)),
  ]
}

function combinationOf(copy: string, components: string[]): Rendering {
  const folder = join(copy, 'k8s/combinations', components.join('-') || 'none')
  mkdirSync(folder, { recursive: true })
  writeFileSync(
    join(folder, 'kustomization.yaml'),
    stringify({
      apiVersion: 'kustomize.config.k8s.io/v1beta1',
      kind: 'Kustomization',
      namespace: 'slipway',
      resources: ['../../base'],
      components: components.map((component) => `../../components/${component}`),
    }),
  )
  return {
    name: ['base', ...components].join(' + '),
    folder,
    components,
    external: [...EXTERNAL, ...CERTIFICATES],
    imagesByDigest: components.includes('images'),
  }
}

function overlayOf(copy: string, name: string): Rendering {
  const folder = join(copy, 'k8s/overlays', name)
  const { components = [] } = parse(readFileSync(join(folder, 'kustomization.yaml'), 'utf8'))
  return {
    name: `overlays/${name}`,
    folder,
    components: components.map((component: string) => basename(component)),
    external: name === 'prod' ? EXTERNAL : [],
    imagesByDigest: name === 'prod',
  }
}

/** Renders a folder with Kustomize; rejects with what Kustomize reports. */
export const render = ({ folder }: Pick<Rendering, 'folder'>) => run('kubectl', ['kustomize', folder])
