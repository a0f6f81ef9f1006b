import type { Resource } from './resources.ts'
import { budgets } from './rules/budgets.ts'
import { namespace, pinned } from './rules/namespace.ts'
import { accounts, confined, leaving, probes, spread } from './rules/pods.ts'
import { objects, policies, ports } from './rules/references.ts'
import { secrets } from './rules/secrets.ts'

export interface Expectations {
  /** Secrets that somebody else puts into the namespace. */
  secretsFromOutside: string[]
  imagesByDigest: boolean
}

/** The project's own rules, about what neither kubeconform nor kube-score looks at; one line for each violation. */
export function violations(resources: Resource[], expected: Expectations): string[] {
  return [
    ...[accounts, budgets, confined, leaving, namespace, policies, ports, probes, secrets, spread].flatMap(
      (rule) => rule(resources),
    ),
    ...objects(resources, expected.secretsFromOutside),
    ...(expected.imagesByDigest ? pinned(resources) : []),
  ]
}
