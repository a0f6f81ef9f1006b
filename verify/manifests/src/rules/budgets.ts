import { ofKind, type Resource, selected, title } from '../resources.ts'

/** A disruption budget selects the pods of one workload, lets a node be drained, and protects no unhealthy pod. */
export function budgets(resources: Resource[]): string[] {
  return ofKind(resources, 'PodDisruptionBudget').flatMap((budget) => {
    const { maxUnavailable, minAvailable, unhealthyPodEvictionPolicy, selector } = budget.spec
    const protectedWorkloads = selected(resources, selector)
    const findings = [
      protectedWorkloads.length === 0 && 'selects no pod',
      protectedWorkloads.length > 1 && 'selects more than one workload',
      isZero(maxUnavailable) && 'prevents every node drain (maxUnavailable)',
      minAvailable !== undefined &&
        protectedWorkloads.some((workload) => Number(minAvailable) >= leastReplicas(resources, workload)) &&
        'prevents every node drain (minAvailable)',
      unhealthyPodEvictionPolicy !== 'AlwaysAllow' &&
        'lets an unhealthy pod prevent a node drain (unhealthyPodEvictionPolicy)',
    ]
    return findings.filter(Boolean).map((finding) => `${title(budget)}: ${finding}`)
  })
}

const isZero = (count?: number | string) => count !== undefined && Number.parseFloat(String(count)) === 0

function leastReplicas(resources: Resource[], { kind, metadata, spec }: Resource): number {
  const autoscaler = ofKind(resources, 'HorizontalPodAutoscaler').find(
    ({ spec: { scaleTargetRef } }) => scaleTargetRef.kind === kind && scaleTargetRef.name === metadata.name,
  )
  return autoscaler?.spec.minReplicas ?? spec.replicas ?? 1
}
