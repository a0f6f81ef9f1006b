import { SERVICES } from '@slipway/services'
import { describe, expect, test } from 'vitest'
import { ofKind, type Peer, type Resource, renderOverlay, selected, skippedWithout } from '../src/index.ts'

const skipped = await skippedWithout('kubectl')

/** Who calls whom in the system; everything else is denied. */
const CALLS = SERVICES.flatMap(({ name, calls, store }) =>
  [...calls, ...(store ? ['redis'] : [])].map((target) => `${name} → ${target}`),
)

describe.skipIf(skipped)(`the network policies allow exactly the calls within the system${skipped}`, () => {
  // Each connection is allowed twice: where it leaves a pod, and where it enters another.
  test('where they leave a pod', async () => {
    const pairs = pairsOf(await renderOverlay('dev'), ({ egress = [] }) =>
      egress.flatMap(({ to = [] }) => to),
    )
    expect(pairs.map(([own, peer]) => `${own} → ${peer}`).sort()).toEqual(CALLS.toSorted())
  })

  test('where they enter a pod', async () => {
    const pairs = pairsOf(await renderOverlay('dev'), ({ ingress = [] }) =>
      ingress.flatMap(({ from = [] }) => from),
    )
    expect(pairs.map(([own, peer]) => `${peer} → ${own}`).sort()).toEqual(CALLS.toSorted())
  })
})

/** Each workload that a policy selects, with each one among the peers of the policy. */
function pairsOf(resources: Resource[], peersOf: (spec: Resource['spec']) => Peer[]): [string, string][] {
  return ofKind(resources, 'NetworkPolicy').flatMap(({ spec }) =>
    peersOf(spec)
      .filter((peer) => !peer.namespaceSelector) // such as CoreDNS
      .flatMap(({ podSelector }) => selected(resources, podSelector))
      .flatMap((peer) =>
        selected(resources, spec.podSelector).map((own): [string, string] => [
          own.metadata.name,
          peer.metadata.name,
        ]),
      ),
  )
}
