import { parseAllDocuments } from 'yaml'

/** What the rules read of a Kubernetes object; kubeconform has checked the rest of its shape. */
export interface Resource {
  apiVersion: string
  kind: string
  metadata: { name: string; namespace?: string; labels?: Labels; annotations?: Labels }
  data?: Record<string, string>
  spec: Spec
}
export type Labels = Record<string, string>
export interface Selector {
  matchLabels?: Labels
  matchExpressions?: {
    key: string
    operator: 'In' | 'NotIn' | 'Exists' | 'DoesNotExist'
    values?: string[]
  }[]
}

/** The fields of all kinds at once: a rule reads those of its own. */
export interface Spec {
  template: { metadata: { labels: Labels }; spec: PodSpec }
  selector: Selector & Labels
  strategy?: { rollingUpdate?: { maxUnavailable?: number | string } }
  replicas?: number
  ports: { name?: string; port: number; targetPort?: number | string }[]
  minAvailable?: number | string
  maxUnavailable?: number | string
  unhealthyPodEvictionPolicy?: string
  minReplicas?: number
  scaleTargetRef: { kind: string; name: string }
  podSelector: Selector
  ingress?: { from?: Peer[]; ports?: { port?: number | string }[] }[]
  egress?: { to?: Peer[]; ports?: { port?: number | string }[] }[]
  rules: { backendRefs?: { kind?: string; name: string; port?: number }[] }[]
}
export interface Peer {
  podSelector?: Selector
  namespaceSelector?: Selector
}
export interface PodSpec {
  serviceAccountName?: string
  automountServiceAccountToken?: boolean
  terminationGracePeriodSeconds?: number
  hostNetwork?: boolean
  hostPID?: boolean
  hostIPC?: boolean
  securityContext?: { runAsNonRoot?: boolean; runAsUser?: number; seccompProfile?: { type: string } }
  affinity?: {
    podAntiAffinity?: {
      preferredDuringSchedulingIgnoredDuringExecution?: { podAffinityTerm: { labelSelector?: Selector } }[]
    }
  }
  topologySpreadConstraints?: { labelSelector?: Selector }[]
  containers: Container[]
  initContainers?: Container[]
  volumes?: Volume[]
}
export interface Volume {
  name: string
  configMap?: { name: string }
  secret?: { secretName: string; items?: { key: string; path: string }[] }
  hostPath?: object
  projected?: { sources?: { serviceAccountToken?: ServiceAccountToken }[] }
}
export interface ServiceAccountToken {
  path: string
  audience?: string
  expirationSeconds?: number
}
export interface Container {
  name: string
  image: string
  args?: string[]
  env?: {
    name: string
    value?: string
    valueFrom?: { secretKeyRef?: object; configMapKeyRef?: { name: string; key: string } }
  }[]
  envFrom?: { configMapRef?: { name: string }; secretRef?: { name: string } }[]
  ports?: { name?: string; containerPort: number; hostPort?: number }[]
  securityContext?: {
    allowPrivilegeEscalation?: boolean
    readOnlyRootFilesystem?: boolean
    capabilities?: { drop?: string[]; add?: string[] }
  }
  volumeMounts?: { name: string; mountPath: string }[]
  resources?: { limits: Record<string, string> }
  lifecycle?: { preStop?: { sleep?: { seconds: number } } }
  startupProbe?: Probe
  readinessProbe?: Probe
  livenessProbe?: Probe
}
export interface Probe {
  httpGet?: { path: string; port: number | string; scheme?: string }
  exec?: { command: string[] }
}

export function parseResources(text: string): Resource[] {
  return parseAllDocuments(text).map((document) => document.toJS() as Resource)
}

/** Such as `Deployment catalog`. */
export const title = ({ kind, metadata }: Resource) => `${kind} ${metadata.name}`

export const ofKind = (resources: Resource[], ...kinds: string[]) =>
  resources.filter(({ kind }) => kinds.includes(kind))

/** The objects that run pods. */
export const workloads = (resources: Resource[]) => ofKind(resources, 'Deployment', 'StatefulSet')
export const containers = ({ spec }: Resource) => [
  ...(spec.template.spec.initContainers ?? []),
  ...spec.template.spec.containers,
]

/** The environment of a workload's main container, from its ConfigMaps and its own list. */
export function settingsOf(workload: Resource, resources: Resource[]): Record<string, string> {
  const { env = [], envFrom = [] } = workload.spec.template.spec.containers[0]!
  const maps = envFrom.map(({ configMapRef }) =>
    ofKind(resources, 'ConfigMap').find(({ metadata }) => metadata.name === configMapRef?.name),
  )
  const own = env.map(({ name, value }) => [name, value ?? ''])
  return Object.assign({}, ...maps.map((map) => map?.data), Object.fromEntries(own))
}

/** Whether a selector matches pods with these labels; an empty one matches all. */
export function selects(selector: Selector, labels: Labels): boolean {
  const equal = Object.entries(selector.matchLabels ?? {}).every(([key, value]) => labels[key] === value)
  const expressions = (selector.matchExpressions ?? []).every(({ key, operator, values = [] }) => {
    const found = operator === 'In' || operator === 'NotIn' ? values.includes(labels[key]!) : key in labels
    return operator === 'NotIn' || operator === 'DoesNotExist' ? !found : found
  })
  return equal && expressions
}

/** The workloads whose pods a selector matches; none without a selector. */
export const selected = (resources: Resource[], selector?: Selector) =>
  workloads(resources).filter(({ spec }) => selector && selects(selector, spec.template.metadata.labels))

/** Whether some container of a workload has the port, by name or by number. */
export const hasPort = (workload: Resource, port: number | string) =>
  containers(workload).some(({ ports = [] }) =>
    ports.some(({ name, containerPort }) => name === port || containerPort === port),
  )
