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

/** What a pod names is there, and what is generated is named by some pod. Secrets may come from outside. */
export function objects(resources: Resource[], outside: string[] = []): string[] {
  const uses = workloads(resources).flatMap((workload) => {
    const { serviceAccountName, volumes = [] } = workload.spec.template.spec
    return [
      { workload, used: `ServiceAccount ${serviceAccountName ?? 'default'}` },
      ...volumes.flatMap(({ configMap, secret }) => [
        ...(configMap ? [{ workload, used: `ConfigMap ${configMap.name}` }] : []),
        ...(secret ? [{ workload, used: `Secret ${secret.secretName}` }] : []),
      ]),
      ...containers(workload).flatMap(({ envFrom = [] }) =>
        envFrom.flatMap(({ configMapRef }) =>
          configMapRef ? [{ workload, used: `ConfigMap ${configMapRef.name}` }] : [],
        ),
      ),
    ]
  })
  const there = [...resources.map(title), ...outside.map((name) => `Secret ${name}`)]
  const missing = uses
    .filter(({ used }) => !there.includes(used))
    .map(({ workload, used }) => `${title(workload)}: ${used} is not there`)
  const unused = ofKind(resources, 'ConfigMap', 'Secret', 'ServiceAccount')
    .map(title)
    .filter((name) => !uses.some(({ used }) => used === name))
    .map((name) => `${name}: no pod uses it`)
  return [...missing, ...unused]
}

/** A Service and a route lead to a port that there is. */
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
      .map(({ name, port }) => `${title(route)}: there is no Service ${name} with port ${port}`),
  )
  return [...targets, ...routes]
}

/** A network policy is about pods that there are, and about ports that they have. */
export function policies(resources: Resource[]): string[] {
  const isInside = (peer: Peer) => peer.podSelector && !peer.namespaceSelector
  const pods = (peer: Peer) => (isInside(peer) ? selected(resources, peer.podSelector) : [])

  return ofKind(resources, 'NetworkPolicy').flatMap((policy) => {
    const { podSelector, ingress = [], egress = [] } = policy.spec
    const own = selected(resources, podSelector)
    const peers = [...ingress.flatMap(({ from = [] }) => from), ...egress.flatMap(({ to = [] }) => to)]
    const openings = [
      ...ingress.map(({ ports = [] }) => ({ ports, takers: own })),
      ...egress.map(({ ports = [], to = [] }) => ({ ports, takers: to.flatMap(pods) })),
    ]
    const findings = [
      ...(own.length === 0 ? ['selects no pod'] : []),
      ...peers
        .filter((peer) => isInside(peer) && pods(peer).length === 0)
        .map((peer) => `names a peer that there is not: ${JSON.stringify(peer.podSelector)}`),
      ...openings.flatMap(({ ports, takers }) =>
        ports.flatMap(({ port }) =>
          takers
            .filter((taker) => !hasPort(taker, port!))
            .map((taker) => `${title(taker)} has no port ${port}`),
        ),
      ),
    ]
    return findings.map((finding) => `${title(policy)}: ${finding}`)
  })
}
