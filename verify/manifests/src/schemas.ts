// Writes the schemas that `npm run manifests` validates against (verify/manifests/schemas/README.md):
//   node verify/manifests/src/schemas.ts FOLDER SOURCE && npm run format

import { mkdirSync, readFileSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { fail } from '@slipway/tools'
import { parse } from 'yaml'

interface GroupVersionKind {
  group: string
  version: string
  kind: string
}
interface Definition {
  properties?: Record<string, unknown>
  'x-kubernetes-group-version-kind'?: GroupVersionKind[]
}
interface CustomResourceDefinition {
  spec: {
    group: string
    names: { kind: string }
    versions: { name: string; storage: boolean; schema: { openAPIV3Schema: Definition } }[]
  }
}

/** The kinds of the manifests. */
const KINDS = [
  'v1/Namespace v1/ServiceAccount v1/Service v1/ConfigMap v1/Secret v1/Pod apps/v1/Deployment apps/v1/StatefulSet',
  'v1/ResourceQuota v1/LimitRange',
  'batch/v1/Job policy/v1/PodDisruptionBudget autoscaling/v2/HorizontalPodAutoscaler networking.k8s.io/v1/NetworkPolicy',
].flatMap((line) => line.split(' '))
/** Types whose values may be a number or a string, which OpenAPI 2 cannot express. */
const NUMBER_OR_STRING = /\.(IntOrString|Quantity)$/

const SCHEMAS = join(import.meta.dirname, '../schemas')

const [folder, source] = process.argv.slice(2)
if (!folder || !source) fail('Usage: node verify/manifests/src/schemas.ts FOLDER SWAGGER.json|CRD.yaml')
mkdirSync(join(SCHEMAS, folder), { recursive: true })
if (source.endsWith('.json')) ofKubernetes(JSON.parse(readFileSync(source, 'utf8')))
else ofCustomResource(parse(readFileSync(source, 'utf8')))

/** Kubernetes' own kinds refer to many definitions, which are kept in one file. */
function ofKubernetes({ definitions }: { definitions: Record<string, Definition> }): void {
  const used = new Set<string>()
  for (const [name, definition] of Object.entries(definitions)) {
    for (const gvk of definition['x-kubernetes-group-version-kind'] ?? []) {
      if (!KINDS.includes([gvk.group, gvk.version, gvk.kind].filter(Boolean).join('/'))) continue
      delete definition.properties!.status // only the cluster writes it
      used.add(name)
      write(fileName(gvk), { $ref: `_definitions.json#/definitions/${name}` })
    }
  }
  const strict: Record<string, unknown> = {}
  // A set may grow while it is walked: what a definition refers to is visited too.
  for (const name of used) {
    strict[name] = NUMBER_OR_STRING.test(name)
      ? { type: ['string', 'number'] }
      : makeStrict(definitions[name])
    for (const [, other] of JSON.stringify(strict[name]).matchAll(/"#\/definitions\/([^"]+)"/g))
      used.add(other!)
  }
  write('_definitions.json', { definitions: strict })
}

function ofCustomResource({ spec }: CustomResourceDefinition): void {
  const { name, schema } = spec.versions.find(({ storage }) => storage)!
  delete schema.openAPIV3Schema.properties!.status
  const gvk = { group: spec.group, version: name, kind: spec.names.kind }
  write(fileName(gvk), makeStrict(schema.openAPIV3Schema))
}

/** Without descriptions and what only the API server uses; an unknown field becomes an error. */
function makeStrict(schema: unknown): unknown {
  if (Array.isArray(schema)) return schema.map(makeStrict)
  if (typeof schema !== 'object' || schema === null) return schema
  const kept = Object.entries(schema).filter(([keyword]) => !isAside(keyword))
  const strict = Object.fromEntries(
    kept.map(([keyword, value]) => [
      keyword,
      keyword === 'properties' ? eachStrict(value) : makeStrict(value),
    ]),
  )
  if (strict.type === 'object' && strict.properties) strict.additionalProperties = false
  return strict
}

function eachStrict(properties: object): object {
  return Object.fromEntries(Object.entries(properties).map(([name, schema]) => [name, makeStrict(schema)]))
}

function isAside(keyword: string): boolean {
  return ['description', 'default', 'format'].includes(keyword) || keyword.startsWith('x-kubernetes-')
}

/** In the form of kubeconform's {{.ResourceKind}}{{.KindSuffix}}: httproute-gateway-v1.json. */
function fileName({ group, version, kind }: GroupVersionKind): string {
  return `${[kind.toLowerCase(), group.split('.')[0], version].filter(Boolean).join('-')}.json`
}

function write(name: string, schema: unknown): void {
  writeFileSync(join(SCHEMAS, folder!, name), `${JSON.stringify(schema, null, 2)}\n`)
}
