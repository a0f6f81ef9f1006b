import { containers, hasPort, type Resource, settingsOf, title, workloads } from '../resources.ts'

// The defaults that bound how long the shutdown of a process takes, in ms (libs/service-kit/src/process/service-settings.ts; a
// test compares).
export const DRAIN_DELAY_MS = 500
export const SHUTDOWN_TIMEOUT_MS = 5_000

/** What the level `restricted` of Pod Security rejects, before a cluster does. */
export function confined(resources: Resource[]): string[] {
  return workloads(resources).flatMap((workload) => {
    const pod = workload.spec.template.spec
    const findings = [
      pod.securityContext?.runAsNonRoot !== true && 'runAsNonRoot is not set',
      pod.securityContext?.seccompProfile?.type !== 'RuntimeDefault' &&
        'seccompProfile is not RuntimeDefault',
      (pod.hostNetwork || pod.hostPID || pod.hostIPC) && 'shares a namespace with its node',
      pod.volumes?.some(({ hostPath }) => hostPath) && 'mounts a folder of its node',
      ...containers(workload).flatMap(({ name, ports, securityContext }) => [
        securityContext?.allowPrivilegeEscalation !== false &&
          `${name}: allowPrivilegeEscalation is not false`,
        !securityContext?.capabilities?.drop?.includes('ALL') && `${name}: capabilities are not dropped`,
        securityContext?.capabilities?.add?.length && `${name}: capabilities are added`,
        ports?.some(({ hostPort }) => hostPort) && `${name}: uses a port of its node`,
      ]),
    ]
    return findings.filter(Boolean).map((finding) => `${title(workload)}: ${finding}`)
  })
}

/** Each workload has an account of its own, and no pod a token for the API server. */
export function accounts(resources: Resource[]): string[] {
  const users = Map.groupBy(workloads(resources), ({ spec }) => spec.template.spec.serviceAccountName)
  const shared = [...users].filter(([, { length }]) => length > 1).map(([name]) => name)
  return workloads(resources).flatMap((workload) => {
    const { serviceAccountName, automountServiceAccountToken } = workload.spec.template.spec
    const findings = [
      automountServiceAccountToken !== false && 'a token for the API server is mounted',
      !serviceAccountName && 'has no service account of its own',
      serviceAccountName &&
        shared.includes(serviceAccountName) &&
        `shares its service account ${serviceAccountName} with another`,
    ]
    return findings.filter(Boolean).map((finding) => `${title(workload)}: ${finding}`)
  })
}

/** Each container has all three probes; over HTTP they request the path of their kind, at a port that exists. */
export function probes(resources: Resource[]): string[] {
  const paths = { startupProbe: '/livez', readinessProbe: '/readyz', livenessProbe: '/livez' }
  return workloads(resources).flatMap((workload) =>
    workload.spec.template.spec.containers.flatMap((container) =>
      Object.entries(paths).flatMap(([name, path]) => {
        const probe = container[name as keyof typeof paths]
        const where = `${title(workload)}: ${container.name}: ${name}`
        if (!probe) return [`${where} is missing`]
        if (!probe.httpGet) return []
        const { port } = probe.httpGet
        return [
          ...(probe.httpGet.path === path ? [] : [`${where} requests ${probe.httpGet.path}, not ${path}`]),
          ...(hasPort(workload, port) ? [] : [`${where} requests port ${port}, which does not exist`]),
        ]
      }),
    ),
  )
}

/** The grace period is longer than a shutdown takes; an update stops no replica before its replacement is ready. */
export function shutdown(resources: Resource[]): string[] {
  return workloads(resources).flatMap((workload) => {
    const { terminationGracePeriodSeconds = 30, containers } = workload.spec.template.spec
    const settings = settingsOf(workload, resources)
    const draining = Number(settings.DRAIN_DELAY_MS ?? DRAIN_DELAY_MS)
    const closing = Number(settings.SHUTDOWN_TIMEOUT_MS ?? SHUTDOWN_TIMEOUT_MS)
    const needed = (containers[0]!.lifecycle?.preStop?.sleep?.seconds ?? 0) + (draining + closing) / 1_000
    const findings = [
      terminationGracePeriodSeconds <= needed &&
        `terminationGracePeriodSeconds ${terminationGracePeriodSeconds} is not longer than the ${needed} s of a shutdown`,
      workload.kind === 'Deployment' &&
        workload.spec.strategy?.rollingUpdate?.maxUnavailable !== 0 &&
        'an update may stop a replica before its replacement is ready (maxUnavailable)',
    ]
    return findings.filter(Boolean).map((finding) => `${title(workload)}: ${finding}`)
  })
}

/** The preferences about where replicas run are about the replicas of this very workload. */
export function spread(resources: Resource[]): string[] {
  return workloads(resources)
    .filter(({ kind }) => kind === 'Deployment')
    .flatMap((workload) => {
      const { affinity, topologySpreadConstraints = [] } = workload.spec.template.spec
      const terms = affinity?.podAntiAffinity?.preferredDuringSchedulingIgnoredDuringExecution ?? []
      const own = JSON.stringify(workload.spec.selector.matchLabels)
      const isOwn = (selector?: object) =>
        JSON.stringify({ matchLabels: JSON.parse(own) }) === JSON.stringify(selector)
      const findings = [
        !terms.some(({ podAffinityTerm }) => isOwn(podAffinityTerm.labelSelector)) &&
          'no soft anti-affinity to its own replicas',
        !topologySpreadConstraints.some(({ labelSelector }) => isOwn(labelSelector)) &&
          'no spread over zones of its own replicas',
      ]
      return findings.filter(Boolean).map((finding) => `${title(workload)}: ${finding}`)
    })
}
