import { settingName } from '@slipway/contracts'
import { entriesIn, tokenOf } from './compose-parts.ts'
import type { NewService } from './new-service.ts'
import type { Step, YamlEntry } from './yaml-entry.ts'

interface Called {
  name: string
  port: number
}

/** What YAML files have for each call: those of the service, and those that the gateway and others make to it. */
export const allCallEntries = (service: NewService): YamlEntry[] => [
  ...callEntries('gateway', service),
  ...service.calls.flatMap((callee) => callEntries(service.name, callee)),
  ...callerEntries(service),
]

/** Those for calls that other services make to it. */
export const callerEntries = (service: NewService): YamlEntry[] =>
  service.callers.flatMap((caller) => callEntries(caller.name, service))

/** The address, a network that only these two share, and a token, on each platform. */
const callEntries = (caller: string, callee: Called): YamlEntry[] => [
  ...compose(caller, callee),
  ...swarm(caller, callee),
  ...kubernetes(caller, callee),
]

function compose(caller: string, { name, port }: Called): YamlEntry[] {
  const url = settingName(name, 'URL')
  const auth = entriesIn('docker/compose.auth.yaml')
  const token = `{ file: "\${SECRETS}/identity/callers/${caller}/${name}" }`
  return [
    ...networks('compose.yaml', caller, name, '{ internal: true }'),
    entriesIn('compose.yaml')(['services', caller, 'environment'], `${url}: http://${name}:${port}`),
    auth(['services', caller, 'secrets'], tokenOf(caller, name)),
    auth(['secrets'], `${caller}-${name}-token: ${token}`),
    entriesIn('docker/compose.tls.yaml')(
      ['services', caller, 'environment'],
      `${url}: https://${name}:${port}`,
    ),
  ]
}

function swarm(caller: string, { name, port }: Called): YamlEntry[] {
  const add = entriesIn('docker/stack.yaml')
  const url = `${settingName(name, 'URL')}: http://tasks.${name}:${port}`
  const token = `{ file: "\${SECRETS:-./redis/own}/identity/callers/${caller}/${name}" }`
  return [
    ...networks('docker/stack.yaml', caller, name, '*internal'),
    add(['services', caller, 'environment'], url),
    add(['services', caller, 'secrets'], tokenOf(caller, name)),
    add(['secrets'], `${caller}-${name}-token: ${token}`),
  ]
}

function networks(file: string, caller: string, callee: string, settings: string): YamlEntry[] {
  const add = entriesIn(file)
  const network = `${caller}-${callee}`
  return [
    ...[caller, callee].map((name) => add(['services', name, 'networks'], network)),
    add(['networks'], `${network}: ${settings}`),
  ]
}

function kubernetes(caller: string, { name, port }: Called): YamlEntry[] {
  const url = settingName(name, 'URL')
  const pod = ['spec', 'template', 'spec']
  const component = (file: string, at: Step[], text: string) =>
    entriesIn(`k8s/components/${file}.yaml`)(at, text)
  return [
    entriesIn(`k8s/base/${caller}/kustomization.yaml`)(
      ['configMapGenerator', 0, 'literals'],
      `${url}=http://${name}:${port}`,
    ),
    component(`network-policies/${name}`, ['spec', 'ingress', 0, 'from'], podOf(caller)),
    {
      ...component(
        `network-policies/${caller}`,
        ['spec', 'egress'],
        `to: [${podOf(name)}]\nports: [{ port: http }]`,
      ),
      ...(caller === 'gateway' && { document: 'gateway-calls' }),
    },
    component(
      `identity/${caller}`,
      [...pod, 'volumes', 0, 'projected', 'sources'],
      `serviceAccountToken: { path: ${name}, audience: ${name}, expirationSeconds: 3600 }`,
    ),
    component(
      `tls/${caller}`,
      [...pod, 'containers', 0, 'env'],
      `{ name: ${url}, value: "https://${name}:${port}" }`,
    ),
  ]
}

const podOf = (app: string) => `{ podSelector: { matchLabels: { app.kubernetes.io/name: ${app} } } }`
