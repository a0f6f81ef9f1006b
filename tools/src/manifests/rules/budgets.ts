import { ofKind, type Resource, selected, title } from '../resources.ts'

/** A disruption budget is about pods that there are, lets a node be drained, and never keeps a broken pod. */
export function budgets(resources: Resource[]): string[] {
  return ofKind(resources, 'PodDisruptionBudget').flatMap((budget) => {
    const { maxUnavailable, minAvailable, unhealthyPodEvictionPolicy, selector } = budget.spec
    const protectedOnes = selected(resources, selector)
    const findings = [
      protectedOnes.length === 0 && 'selects no pod',
      protectedOnes.length > 1 && 'is about more than one workload',
      isZero(maxUnavailable) && 'keeps every node from being drained (maxUnavailable)',
      minAvailable !== undefined &&
        protectedOnes.some((workload) => Number(minAvailable) >= leastReplicas(resources, workload)) &&
        'keeps every node from being drained (minAvailable)',
      unhealthyPodEvictionPolicy !== 'AlwaysAllow' &&
        'lets a pod that does not work keep a node from being drained (unhealthyPodEvictionPolicy)',
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
