import { containers, ofKind, type Resource, title, workloads } from '../resources.ts'

/** All objects are in one namespace, which is among them and admits only restricted pods. */
export function namespace(resources: Resource[]): string[] {
  const [space, ...more] = ofKind(resources, 'Namespace')
  if (!space || more.length > 0) return ['there is not exactly one Namespace']
  const level = space.metadata.labels?.['pod-security.kubernetes.io/enforce']
  return [
    ...(level === 'restricted'
      ? []
      : [`${title(space)}: Pod Security is not enforced at the level restricted`]),
    ...resources
      .filter(({ kind, metadata }) => kind !== 'Namespace' && metadata.namespace !== space.metadata.name)
      .map((resource) => `${title(resource)}: is not in the namespace ${space.metadata.name}`),
  ]
}

/** The images of the project's own apps are named by digest. */
export function pinned(resources: Resource[]): string[] {
  return workloads(resources)
    .filter(({ kind }) => kind === 'Deployment')
    .flatMap((workload) =>
      containers(workload)
        .filter(({ image }) => !/@sha256:[0-9a-f]{64}$/.test(image))
        .map(({ image }) => `${title(workload)}: ${image} is not named by digest`),
    )
}
