import type { Resource } from './resources.ts'
import { budgets } from './rules/budgets.ts'
import { callerTokens } from './rules/identity.ts'
import { namespace, pinned } from './rules/namespace.ts'
import { accounts, confined, probes, shutdown, spread } from './rules/pods.ts'
import { objects, policies, ports } from './rules/references.ts'
import { secrets } from './rules/secrets.ts'

export interface Expectations {
  /** What is not among the manifests, such as `Secret redis-users`: the operator creates it. */
  external: string[]
  /** Whether the images of the apps must be named by digest. */
  imagesByDigest: boolean
}

/** The project's own rules, about what neither kubeconform nor kube-score checks; one line for each violation. */
export function violations(resources: Resource[], expected: Expectations): string[] {
  return [
    ...[
      accounts,
      budgets,
      callerTokens,
      confined,
      namespace,
      policies,
      ports,
      probes,
      secrets,
      shutdown,
      spread,
    ].flatMap((rule) => rule(resources)),
    ...objects(resources, expected.external),
    ...(expected.imagesByDigest ? pinned(resources) : []),
  ]
}
