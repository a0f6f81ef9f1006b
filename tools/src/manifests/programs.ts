import { execFile } from 'node:child_process'
import { readdirSync } from 'node:fs'
import { join } from 'node:path'
import { promisify } from 'node:util'
import { succeeds } from '../run.ts'
import { ROOT } from '../service-process.ts'

const SCHEMAS = join(ROOT, 'k8s/schemas')
const VERSIONS = readdirSync(SCHEMAS).filter((name) => /^v\d/.test(name))

/** What checks the manifests beside the project's own rules, and how to get it. */
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

/** What kubeconform has against manifests, for each Kubernetes version that has its schemas here. */
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

/** Checks of kube-score that look for something a component brings, where that is not there. */
const BROUGHT_BY: Record<string, string> = {
  'network-policies': 'pod-networkpolicy',
  'disruption-budgets': 'deployment-has-poddisruptionbudget',
}

/** What kube-score has against manifests that are made with these components. */
export async function kubeScore(manifests: string, components: string[]): Promise<string[]> {
  const ignored = Object.entries(BROUGHT_BY)
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

/** A checker's output; that it found something is no failure of the program. */
async function pipe(program: string, args: string[], input: string): Promise<string> {
  const running = promisify(execFile)(program, args, { maxBuffer: 64 * 1024 * 1024 })
  running.child.stdin!.end(input)
  return running.then(
    ({ stdout }) => stdout,
    ({ stdout, stderr }) => `${stdout}${stderr}`,
  )
}
