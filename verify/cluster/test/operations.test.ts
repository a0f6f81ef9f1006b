import { randomUUID } from 'node:crypto'
import { readFileSync } from 'node:fs'
import { join } from 'node:path'
import { setTimeout as sleep } from 'node:timers/promises'
import { shellLines } from '@slipway/harness'
import { ROOT } from '@slipway/services'
import {
  available,
  cluster,
  place,
  runCommand,
  settledOrder,
  stockUp,
  temporaryFolder,
} from '@slipway/testing'
import { beforeAll, describe, expect, inject, test } from 'vitest'
import { forwardPort, settled, skipped } from './cluster.ts'
import { failsNoRequest } from './under-load.ts'

const operations = readFileSync(join(ROOT, 'docs/operations.md'), 'utf8')
const kubernetes = operations.split(/^## /m).find((section) => section.startsWith('Kubernetes\n'))!

/** The commands of the paragraph with this title. */
function commands(title: string): string[] {
  const [, after] = kubernetes.split(`**${title}`) as [string, string]
  const [text] = after.split(/^(?:\*\*|### )/m)
  return shellLines(text!)
}

/** Runs a command as documented, on the system of the tests; archives go to a folder of the test's own. */
async function run(command: string, folder = ''): Promise<void> {
  const adapted = command
    .replace('kubectl ', `kubectl --context ${cluster} `)
    .replace('--namespace slipway ', `--namespace ${inject('namespace')} `)
    .replace('slipway-data.tar', join(folder, 'slipway-data.tar'))
  const { code, stderr } = await runCommand('sh', ['-c', adapted], { cwd: ROOT })
  expect(code, stderr).toBe(0)
}

describe.skipIf(skipped)(`the commands of docs/operations.md, Kubernetes${skipped}`, () => {
  beforeAll(() => settled())

  test.each(commands('Upgrade and roll back'))('%s', async (command) => {
    await run(command)
    await settled()
  })

  test('a restore brings back the data as it was at the backup', async (context) => {
    using folder = temporaryFolder()
    const [backup, ...restore] = commands('Back up and restore')
    const sku = `backup-${randomUUID()}`
    let kept = ''
    {
      await using forwarded = await forwardPort()
      await stockUp(forwarded.url, sku, 10)
      kept = ((await place(forwarded.url, [{ sku, quantity: 1 }])).body as { id: string }).id
      await failsNoRequest(context, () => run(backup!, folder.path).then(() => sleep(2_000)))
      await place(forwarded.url, [{ sku, quantity: 2 }])
      expect(await available(forwarded.url, sku)).toBe(7)
    }
    for (const command of restore) await run(command, folder.path)
    await settled()
    await using forwarded = await forwardPort()
    expect(await available(forwarded.url, sku)).toBe(9)
    expect((await settledOrder(forwarded.url, kept)).status).toBe('confirmed')
  })
})

test('every other command of the section is run by another test, or needs what no test machine has', () => {
  const sources = [
    'prod.test.ts',
    'prod.ts',
    'setup.ts',
    'cluster.ts',
    '../../manifests/test/parity.test.ts',
    'overlay.ts',
    '../../containers/test/registry.test.ts',
  ]
  const tests = sources.map((file) => readFileSync(join(import.meta.dirname, file), 'utf8')).join('\n')
  const runs: [RegExp, string][] = [
    [/^docker compose build$/, 'image: container.image'], // compares with the images that it builds
    [/^minikube image load /, 'SLIPWAY_TEST_LOAD'], // is this command where the cluster is minikube's
    [/^kubectl apply -k k8s\/overlays\/(dev|prod)$/, "'apply', '--kustomize'"],
    [/^kubectl apply --filename k8s\/base\/namespace.yaml$/, "'apply', '--kustomize'"], // is part of both overlays
    [/rollout status deployment --timeout=180s$/, "'rollout', 'status', 'deployment', '--timeout=180s'"],
    [/port-forward service\/\S+ 8080:80$/, "'port-forward', `service/"],
    [/^npm run secrets$/, 'makeSecrets()'],
    [/^sh \S+\/config-map.sh \S+ \| kubectl .* apply /, 'k8s/components/identity/config-map.sh'],
    [
      /create secret generic (\S+) --from-file docker\/redis\/own\/\S+$/,
      "'create', 'secret', 'generic', name, '--from-file'",
    ],
    [/npm run images -- --push$/, "runImages(['--push']"],
  ]
  for (const command of [...commands('On a laptop'), ...commands('On a cluster')]) {
    const known = runs.find(([pattern]) => pattern.test(command))
    expect(known, command).toBeDefined()
    expect(tests.includes(known![1]), `a test with ${known![1]}`).toBe(true)
  }
})
