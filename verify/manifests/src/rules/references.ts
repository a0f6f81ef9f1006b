import {
  containers,
  hasPort,
  ofKind,
  type Peer,
  type Resource,
  selected,
  title,
  workloads,
} from '../resources.ts'

/** What a pod names exists, and what is generated is named by some pod; what is `external` is not among the objects. */
export function objects(resources: Resource[], external: string[] = []): string[] {
  const uses = workloads(resources).flatMap((workload) => {
    const { serviceAccountName, volumes = [] } = workload.spec.template.spec
    return [
      { workload, used: `ServiceAccount ${serviceAccountName ?? 'default'}` },
      ...volumes.flatMap(({ configMap, secret }) => [
        ...(configMap ? [{ workload, used: `ConfigMap ${configMap.name}` }] : []),
        ...(secret ? [{ workload, used: `Secret ${secret.secretName}` }] : []),
      ]),
      ...containers(workload).flatMap(({ env = [], envFrom = [] }) =>
        [
          ...envFrom.map((one) => one.configMapRef),
          ...env.map((one) => one.valueFrom?.configMapKeyRef),
        ].flatMap((map) => (map ? [{ workload, used: `ConfigMap ${map.name}` }] : [])),
      ),
    ]
  })
  const existing = [...resources.map(title), ...external]
  const missing = uses
    .filter(({ used }) => !existing.includes(used))
    .map(({ workload, used }) => `${title(workload)}: ${used} does not exist`)
  const unused = ofKind(resources, 'ConfigMap', 'Secret', 'ServiceAccount')
    .map(title)
    .filter((name) => !uses.some(({ used }) => used === name))
    .map((name) => `${name}: no pod uses it`)
  return [...new Set(missing), ...unused] // a pod may name one twice
}

/** The ports that Services and routes lead to exist. */
export function ports(resources: Resource[]): string[] {
  const services = ofKind(resources, 'Service')
  const targets = services.flatMap((service) =>
    service.spec.ports.flatMap(({ port, targetPort = port }) =>
      selected(resources, { matchLabels: service.spec.selector })
        .filter((workload) => !hasPort(workload, targetPort))
        .map((workload) => `${title(service)}: ${title(workload)} has no port ${targetPort}`),
    ),
  )
  const routes = ofKind(resources, 'HTTPRoute').flatMap((route) =>
    route.spec.rules
      .flatMap(({ backendRefs = [] }) => backendRefs)
      .filter(({ name, port }) => {
        const service = services.find(({ metadata }) => metadata.name === name)
        return !service?.spec.ports.some((one) => one.port === port)
      })
      .map(({ name, port }) => `${title(route)}: no Service ${name} has port ${port}`),
  )
  return [...targets, ...routes]
}

/** The pods that a network policy selects exist, and have the ports that it names. */
export function policies(resources: Resource[]): string[] {
  const isInside = (peer: Peer) => peer.podSelector && !peer.namespaceSelector
  const pods = (peer: Peer) => (isInside(peer) ? selected(resources, peer.podSelector) : [])

  return ofKind(resources, 'NetworkPolicy').flatMap((policy) => {
    const { podSelector, ingress = [], egress = [] } = policy.spec
    const own = selected(resources, podSelector)
    const peers = [...ingress.flatMap(({ from = [] }) => from), ...egress.flatMap(({ to = [] }) => to)]
    const openings = [
      ...ingress.map(({ ports = [] }) => ({ ports, targets: own })),
      ...egress.map(({ ports = [], to = [] }) => ({ ports, targets: to.flatMap(pods) })),
    ]
    const findings = [
      ...(own.length === 0 ? ['selects no pod'] : []),
      ...peers
        .filter((peer) => isInside(peer) && pods(peer).length === 0)
        .map((peer) => `names a peer that does not exist: ${JSON.stringify(peer.podSelector)}`),
      ...openings.flatMap(({ ports, targets }) =>
        ports.flatMap(({ port }) =>
          targets
            .filter((target) => !hasPort(target, port!))
            .map((target) => `${title(target)} has no port ${port}`),
        ),
      ),
    ]
    return findings.map((finding) => `${title(policy)}: ${finding}`)
  })
}
