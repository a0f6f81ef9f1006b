import { execFile } from 'node:child_process'
import { readdirSync } from 'node:fs'
import { join } from 'node:path'
import { promisify } from 'node:util'
import { succeeds } from '@slipway/tools'

const SCHEMAS = join(import.meta.dirname, '../schemas')
const VERSIONS = readdirSync(SCHEMAS).filter((name) => /^v\d/.test(name))

/** The programs that check the manifests beside the project's own rules, and how to install them. */
export const PROGRAMS = {
  kubectl: { probe: ['version', '--client'], install: 'https://kubernetes.io/docs/tasks/tools' },
  kubeconform: {
    probe: ['-v'],
    install: 'brew install kubeconform, or go install github.com/yannh/kubeconform/cmd/kubeconform@v0.8.0',
  },
  'kube-score': {
    probe: ['version'],
    install: 'brew install kube-score, or go install github.com/zegl/kube-score/cmd/kube-score@v1.20.0',
  },
}
export type Program = keyof typeof PROGRAMS

export const isInstalled = (program: Program) => succeeds(program, PROGRAMS[program].probe)

/** The findings of kubeconform, for each Kubernetes version whose schemas are here. */
export async function kubeconform(manifests: string): Promise<string[]> {
  const file = '{{.ResourceKind}}{{.KindSuffix}}.json'
  const schemas = ['{{.NormalizedKubernetesVersion}}', 'gateway-api'].flatMap((folder) => [
    '-schema-location',
    join(SCHEMAS, folder, file),
  ])
  const findings = VERSIONS.map(async (version) => {
    const output = await pipe(
      'kubeconform',
      ['-strict', '-kubernetes-version', version.slice(1), ...schemas],
      manifests,
    )
    return lines(output).map((line) => `kubeconform ${version}: ${line.replace('stdin - ', '')}`)
  })
  return (await Promise.all(findings)).flat()
}

/** The checks of kube-score that fail without a component. */
const SATISFIED_BY: Record<string, string> = {
  'network-policies': 'pod-networkpolicy',
  'disruption-budgets': 'deployment-has-poddisruptionbudget',
}

/** The findings of kube-score in manifests that are rendered with these components. */
export async function kubeScore(manifests: string, components: string[]): Promise<string[]> {
  const ignored = Object.entries(SATISFIED_BY)
    .filter(([component]) => !components.includes(component))
    .map(([, check]) => `--ignore-test=${check}`)
  const optional = ['container-seccomp-profile', 'container-ports-check'].map(
    (check) => `--enable-optional-test=${check}`,
  )
  const version = `--kubernetes-version=${VERSIONS.at(-1)!.replace(/\.\d+$/, '')}`
  const output = await pipe(
    'kube-score',
    ['score', '--output-format=ci', version, ...optional, ...ignored, '-'],
    manifests,
  )
  const findings = lines(output).filter((line) => !/^\[(OK|SKIPPED)\]/.test(line))
  return [...new Set(findings)].map((line) => `kube-score: ${line}`)
}

const lines = (text: string) => text.split('\n').filter(Boolean)

/** The output of a checker; an exit code for findings is not a failure. */
async function pipe(program: string, args: string[], input: string): Promise<string> {
  const running = promisify(execFile)(program, args, { maxBuffer: 64 * 1024 * 1024 })
  running.child.stdin!.end(input)
  return running.then(
    ({ stdout }) => stdout,
    ({ stdout, stderr }) => `${stdout}${stderr}`,
  )
}
