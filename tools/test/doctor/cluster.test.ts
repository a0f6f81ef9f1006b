import { expect, test } from 'vitest'
import { diagnose, failed, HEALTHY } from './stand-ins.ts'

const ENV = { GATEWAY_PORT: '28080' }
/** A healthy machine whose kubectl does something else when it is called with these arguments. */
const withKubectl = (args: string, script: string, others: Record<string, string> = HEALTHY) => {
  const kubectl = `case "$1 $2" in '${args}') ${script} ;; esac; ${HEALTHY.kubectl}`
  return diagnose({ ...others, kubectl }, 'kubernetes', {}, ENV)
}
const { minikube: _, ...WITHOUT_MINIKUBE } = HEALTHY

test('without a cluster, all that is in one is missing, and one is to be started', async () => {
  const rows = await withKubectl('version --output', 'echo no cluster >&2; exit 1')
  expect(failed(rows)).toEqual(['cluster', 'storage class'])
  expect(rows.cluster!.mend).toContain('minikube start')
  expect(rows['metrics-server']).toMatchObject({ state: 'missing', failed: false })
})

test('minikube or kind is needed where no cluster responds, and only there', async () => {
  expect((await withKubectl('none', '', WITHOUT_MINIKUBE))['minikube or kind']).toMatchObject({ state: 'ok' })
  const without = await withKubectl('version --output', 'exit 1', WITHOUT_MINIKUBE)
  expect(without['minikube or kind']).toMatchObject({ state: 'missing', failed: true })
})

test.each([
  ['cluster', 'version --output', '{"serverVersion":{"gitVersion":"v1.20.0"}}', 'too old'],
  ['storage class', 'get storageclasses', '{"items":[{"metadata":{"name":"slow"}}]}', 'missing'],
  ['storage class', 'get storageclasses', 'Error from server (Forbidden)', 'unknown'],
  ['metrics-server', 'get apiservices', '{"items":[]}', 'missing'],
  [
    'metrics-server',
    'get apiservices',
    '{"items":[{"metadata":{"name":"v1beta1.metrics.k8s.io"},"status":{}}]}',
    'wrong',
  ],
  ['network policies', 'get daemonsets', '{"items":[{"metadata":{"name":"kube-proxy"}}]}', 'unknown'],
  ['network policies', 'get daemonsets', '{"items":[{"metadata":{"name":"cilium"}}]}', 'ok'],
])('the %s, where kubectl %s prints %s, is %s', async (name, args, output, state) => {
  const rows = await withKubectl(args, `echo '${output}'; exit 0`)
  expect(rows[name]!.state).toBe(state)
})

test('what only some of it needs does not fail, and says what is lost', async () => {
  const { skaffold: _, ...others } = HEALTHY
  const { Skaffold } = await diagnose(others, 'kubernetes')
  expect(Skaffold).toMatchObject({ state: 'missing', failed: false, detail: expect.stringContaining('only') })
  expect((await diagnose(others, 'workshop')).Skaffold).toMatchObject({ failed: true })
})
