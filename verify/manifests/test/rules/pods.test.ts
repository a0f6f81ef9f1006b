import { PUBLISHED } from '@slipway/harness'
import { APPS, ROOT } from '@slipway/services'
import { runCommand } from '@slipway/testing'
import { describe, expect, test } from 'vitest'
import { DRAIN_DELAY_MS, SHUTDOWN_TIMEOUT_MS, violations } from '../../src/index.ts'
import { APP, EXPECTED, Manifests, OTHER_APP, skipped, testPlanted } from './planted.ts'

describe.skipIf(skipped)(`a violation in a pod is found${skipped}`, () => {
  test('where none is planted, none is found', () => {
    expect(violations(new Manifests().resources, EXPECTED)).toEqual([])
  })

  describe('confined', () =>
    testPlanted([
      [`Deployment ${APP}: runAsNonRoot is not set`, (m) => delete m.pod().securityContext!.runAsNonRoot],
      [
        `Deployment ${APP}: seccompProfile is not RuntimeDefault`,
        (m) => (m.pod().securityContext!.seccompProfile!.type = 'Unconfined'),
      ],
      [`Deployment ${APP}: shares a namespace with its node`, (m) => (m.pod().hostPID = true)],
      [
        `Deployment ${APP}: mounts a folder of its node`,
        (m) => m.pod().volumes!.push({ name: 'host', hostPath: {} }),
      ],
      [
        `Deployment ${APP}: app: allowPrivilegeEscalation is not false`,
        (m) => delete m.container().securityContext!.allowPrivilegeEscalation,
      ],
      [
        'StatefulSet redis: redis: capabilities are not dropped',
        (m) => (m.container('redis').securityContext!.capabilities!.drop = ['KILL']),
      ],
      [
        `Deployment ${APP}: app: capabilities are added`,
        (m) => (m.container().securityContext!.capabilities!.add = ['NET_RAW']),
      ],
      [`Deployment ${APP}: app: uses a port of its node`, (m) => (m.container().ports![0]!.hostPort = 3001)],
      [
        `Deployment ${APP}: init: capabilities are not dropped`,
        (m) => {
          const securityContext = { allowPrivilegeEscalation: false }
          m.pod().initContainers = [{ name: 'init', image: m.container().image, securityContext }]
        },
      ],
    ]))

  describe('accounts', () => {
    testPlanted([
      [
        'StatefulSet redis: a token for the API server is mounted',
        (m) => (m.pod('redis').automountServiceAccountToken = true),
      ],
    ])

    test('a service account that two workloads share', () => {
      const manifests = new Manifests()
      manifests.pod(APP).serviceAccountName = OTHER_APP
      expect(violations(manifests.resources, EXPECTED)).toEqual([
        `Deployment ${APP}: shares its service account ${OTHER_APP} with another`,
        `Deployment ${OTHER_APP}: shares its service account ${OTHER_APP} with another`,
        `ServiceAccount ${APP}: no pod uses it`,
      ])
    })
  })

  describe('probes', () =>
    testPlanted([
      [`Deployment ${APP}: app: readinessProbe is missing`, (m) => delete m.container().readinessProbe],
      [
        `Deployment ${APP}: app: livenessProbe requests /readyz, not /livez`,
        (m) => (m.container().livenessProbe!.httpGet!.path = '/readyz'),
      ],
      [
        `Deployment ${APP}: app: startupProbe requests port 1, which does not exist`,
        (m) => (m.container().startupProbe!.httpGet!.port = 1),
      ],
    ]))

  describe('shutdown', () =>
    testPlanted([
      [
        `Deployment ${PUBLISHED}: terminationGracePeriodSeconds 10 is not longer than the 13 s of a shutdown`,
        (m) => (m.pod(PUBLISHED).terminationGracePeriodSeconds = 10),
      ],
      [
        `Deployment ${APP}: an update may stop a replica before its replacement is ready (maxUnavailable)`,
        (m) => delete m.find('Deployment', APP).spec.strategy,
      ],
    ]))

  describe('spread', () =>
    testPlanted([
      [
        `Deployment ${APP}: no soft anti-affinity to its own replicas`,
        (m) => (m.pod().affinity = m.pod(OTHER_APP).affinity!),
      ],
      [
        `Deployment ${APP}: no spread over zones of its own replicas`,
        (m) => delete m.pod().topologySpreadConstraints,
      ],
    ]))
})

test.each(APPS)('the time that the rules assume for a shutdown is the default of %s', async (app) => {
  const main = `apps/${app}/src/main.ts`
  const { stdout } = await runCommand(process.execPath, [main, '--help'], { cwd: ROOT })
  const setting = (name: string) => Number(new RegExp(`${name} .*\\(default (\\d+)\\)`).exec(stdout)?.[1])
  expect(setting('DRAIN_DELAY_MS')).toBe(DRAIN_DELAY_MS)
  expect(setting('SHUTDOWN_TIMEOUT_MS')).toBe(SHUTDOWN_TIMEOUT_MS)
})
