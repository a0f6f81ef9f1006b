import { cpSync, existsSync, mkdirSync, readdirSync, readFileSync, writeFileSync } from 'node:fs'
import { basename, join } from 'node:path'
import { parse, stringify } from 'yaml'
import { APPS } from '../apps.ts'
import { run } from '../run.ts'
import { ROOT } from '../service-process.ts'
import { writeImagesComponent } from './images-component.ts'
import type { Expectations } from './rules.ts'

export interface Rendering extends Expectations {
  /** Such as `overlays/prod`, or `base + autoscaling`. */
  name: string
  folder: string
  components: string[]
}

/** The Secrets that the overlay dev makes, and that somebody brings elsewhere. */
const SECRETS = ['redis-users', 'catalog-store-url', 'orders-store-url']
/** What a component cannot be without: the network policies are about Redis too. */
const NEEDS: Record<string, string[]> = { 'network-policies': ['redis'] }

/** Copies the manifests, so that nothing in the checkout changes; where no images were pushed, made-up digests stand in. */
export function copyManifests(target: string): void {
  for (const folder of ['k8s/base', 'k8s/components', 'k8s/overlays', 'docker/redis'])
    cpSync(join(ROOT, folder), join(target, folder), { recursive: true })
  const images = join(target, 'k8s/components/images')
  if (existsSync(images)) return
  const digest = `sha256:${'0'.repeat(64)}`
  writeImagesComponent(
    images,
    'registry.example.com/slipway',
    Object.fromEntries(APPS.map((app) => [app, digest])),
  )
}

/** Every overlay, and the base with each component alone and with all of them, in a copy of the manifests. */
export function listRenderings(copy: string): Rendering[] {
  const components = readdirSync(join(copy, 'k8s/components')).sort()
  const alone = components.map((component) => [...(NEEDS[component] ?? []), component])
  return [
    ...[[], ...alone, components].map((combination) => describeCombination(copy, combination)),
    ...readdirSync(join(copy, 'k8s/overlays')).map((name) => describeOverlay(copy, name)),
  ]
}

function describeCombination(copy: string, components: string[]): Rendering {
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
    secretsFromOutside: SECRETS,
    imagesByDigest: components.includes('images'),
  }
}

function describeOverlay(copy: string, name: string): Rendering {
  const folder = join(copy, 'k8s/overlays', name)
  const { components = [] } = parse(readFileSync(join(folder, 'kustomization.yaml'), 'utf8'))
  return {
    name: `overlays/${name}`,
    folder,
    components: components.map((component: string) => basename(component)),
    secretsFromOutside: name === 'dev' ? [] : SECRETS,
    imagesByDigest: name === 'prod',
  }
}

export const render = ({ folder }: Pick<Rendering, 'folder'>) => run('kubectl', ['kustomize', folder])
