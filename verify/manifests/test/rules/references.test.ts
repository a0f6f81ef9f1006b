import { PUBLISHED } from '@slipway/harness'
import { SERVICES } from '@slipway/services'
import { describe, expect, test } from 'vitest'
import { violations } from '../../src/index.ts'
import { APP, EXPECTED, Manifests, skipped, testPlanted } from './planted.ts'

describe.skipIf(skipped)(`a reference to something that does not exist is found${skipped}`, () => {
  describe('objects', () => {
    testPlanted([
      [
        `Deployment ${APP}: ConfigMap planted does not exist`,
        (m) => m.container().envFrom!.push({ configMapRef: { name: 'planted' } }),
      ],
      [
        `Deployment ${APP}: Secret planted does not exist`,
        (m) => m.pod().volumes!.push({ name: 'p', secret: { secretName: 'planted' } }),
      ],
      ['StatefulSet redis: ServiceAccount redis does not exist', (m) => m.remove('ServiceAccount', 'redis')],
      [
        'ConfigMap planted: no pod uses it',
        (m) => {
          const metadata = { name: 'planted', namespace: 'slipway' }
          m.resources.push({ ...m.find('ConfigMap', APP), metadata })
        },
      ],
    ])

    test('Secrets and ConfigMaps that are not expected from outside', () => {
      const findings = violations(new Manifests().resources, { ...EXPECTED, external: [] })
      const missing = findings.map((line) => /: (\S+ \S+) does not exist$/.exec(line)?.[1])
      expect([...new Set(missing)].sort()).toEqual(EXPECTED.external.toSorted())
    })
  })

  describe('ports', () =>
    testPlanted([
      [
        `Service ${APP}: Deployment ${APP} has no port web`,
        (m) => (m.find('Service', APP).spec.ports[0]!.targetPort = 'web'),
      ],
      [
        `HTTPRoute ${PUBLISHED}: no Service ${PUBLISHED} has port 8080`,
        (m) => (m.find('HTTPRoute', PUBLISHED).spec.rules[0]!.backendRefs![0]!.port = 8080),
      ],
    ]))

  describe('network policies', () => {
    // One that lets its callers in.
    const called = SERVICES.flatMap(({ calls }) => calls)[0]!
    const ingress = (m: Manifests) => m.find('NetworkPolicy', called).spec.ingress![0]!
    testPlanted([
      [
        'NetworkPolicy redis: selects no pod',
        (m) => (m.find('NetworkPolicy', 'redis').spec.podSelector = { matchLabels: { app: 'redis' } }),
      ],
      [
        `NetworkPolicy ${called}: names a peer that does not exist: {"matchLabels":{"app":"web"}}`,
        (m) => (ingress(m).from![0]!.podSelector = { matchLabels: { app: 'web' } }),
      ],
      [
        `NetworkPolicy ${called}: Deployment ${called} has no port redis`,
        (m) => (ingress(m).ports![0]!.port = 'redis'),
      ],
      [
        'NetworkPolicy redis-clients: StatefulSet redis has no port http',
        (m) => (m.find('NetworkPolicy', 'redis-clients').spec.egress![0]!.ports![0]!.port = 'http'),
      ],
      [
        `NetworkPolicy ${PUBLISHED}: Deployment ${PUBLISHED} has no port 80`,
        (m) => (m.find('NetworkPolicy', PUBLISHED).spec.ingress![0]!.ports![0]!.port = 80),
      ],
    ])
  })
})
