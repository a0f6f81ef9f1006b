import type { NewService } from './new-service.ts'
import type { YamlEntry } from './yaml-entry.ts'

/** Kubernetes, the development secrets that it reads, and Skaffold. */
export function kubernetesEntries({ name, store }: NewService): YamlEntry[] {
  const components = 'k8s/components'
  const image = `localhost:5000/slipway/${name}`
  const artifact = (target: string) =>
    `image: ${image}\ndocker: { dockerfile: apps/${name}/Dockerfile, target: ${target} }`
  return [
    { file: 'k8s/base/kustomization.yaml', at: ['resources'], text: name },
    ...(store
      ? [
          {
            file: 'docker/redis/development/kustomization.yaml',
            at: ['secretGenerator'],
            text: `name: ${name}-store-url\nfiles: [${name}-store-url]`,
          },
        ]
      : []),
    {
      file: `${components}/images/kustomization.yaml`,
      at: ['images'],
      text: `name: ${image}\nnewName: registry.example.com/slipway/${name}\nnewTag: not-pushed-yet`,
    },
    { file: `${components}/network-policies/kustomization.yaml`, at: ['resources'], text: `${name}.yaml` },
    ...['identity', 'tls'].map((component) => ({
      file: `${components}/${component}/kustomization.yaml`,
      at: ['patches'],
      text: `path: ${name}.yaml`,
    })),
    {
      file: `${components}/tls/kustomization.yaml`,
      at: ['patches', { path: 'every-called.yaml' }, 'target', 'name'],
      text: name,
    },
    { file: 'skaffold.yaml', at: ['build', 'artifacts'], text: artifact('production') },
    {
      file: 'skaffold.yaml',
      at: ['profiles', { name: 'dev' }, 'build', 'artifacts'],
      text: `${artifact('dev')}\nsync: *sources`,
    },
  ]
}
