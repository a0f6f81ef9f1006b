import { exec } from 'node:child_process'
import { randomUUID } from 'node:crypto'
import { readFileSync } from 'node:fs'
import { join } from 'node:path'
import { setTimeout as sleep } from 'node:timers/promises'
import { promisify } from 'node:util'
import { available, place, settledOrder, stockUp } from '@slipway/e2e'
import { cluster, shellLines, temporaryFolder } from '@slipway/testing'
import { ROOT } from '@slipway/tools'
import { beforeAll, describe, expect, inject, test } from 'vitest'
import { forwardGateway, settled, skipped } from './cluster.ts'
import { failsNoRequest } from './under-load.ts'

const operations = readFileSync(join(ROOT, 'docs/operations.md'), 'utf8')
const kubernetes = operations.split(/^## /m).find((section) => section.startsWith('Kubernetes\n'))!

/** The commands of the paragraph that begins so. */
function commands(title: string): string[] {
  const [, after] = kubernetes.split(`**${title}`) as [string, string]
  const [text] = after.split(/^(?:\*\*|### )/m)
  return shellLines(text!)
}

/** Runs a command as it stands there, on the system of the tests; archives go to a folder of the test's own. */
async function run(command: string, folder = ''): Promise<void> {
  const there = command
    .replace('kubectl ', `kubectl --context ${cluster} `)
    .replace('--namespace slipway ', `--namespace ${inject('namespace')} `)
    .replace('slipway-data.tar', join(folder, 'slipway-data.tar'))
  await promisify(exec)(there, { cwd: ROOT, maxBuffer: 64 * 1024 * 1024 })
}

describe.skipIf(skipped)(`the commands of docs/operations.md, Kubernetes${skipped}`, () => {
  beforeAll(() => settled())

  test.each(commands('Upgrade and roll back'))('%s', async (command) => {
    await run(command)
    await settled()
  })

  test('a backup brings back what was there when it was made', async () => {
    using folder = temporaryFolder()
    const [backup, ...restore] = commands('Back up and restore')
    const sku = `backup-${randomUUID()}`
    let kept = ''
    {
      await using gateway = await forwardGateway()
      await stockUp(gateway.url, sku, 10)
      kept = ((await place(gateway.url, [{ sku, quantity: 1 }])).body as { id: string }).id
      await failsNoRequest(() => run(backup!, folder.path).then(() => sleep(2_000)))
      await place(gateway.url, [{ sku, quantity: 2 }])
      expect(await available(gateway.url, sku)).toBe(7)
    }
    for (const command of restore) await run(command, folder.path)
    await settled()
    await using gateway = await forwardGateway()
    expect(await available(gateway.url, sku)).toBe(9)
    expect((await settledOrder(gateway.url, kept)).status).toBe('confirmed')
  })
})

test('every other command of the section is one that another test runs, or needs what no test machine has', () => {
  const sources = [
    'refusals.test.ts',
    'setup.ts',
    'cluster.ts',
    'parity.test.ts',
    'overlay.ts',
    '../../docker/test/registry.test.ts',
  ]
  const tests = sources.map((file) => readFileSync(join(import.meta.dirname, file), 'utf8')).join('\n')
  const runs: [RegExp, string][] = [
    [/^docker compose build$/, 'image: container.image'], // that the overlay names what this builds
    [/^minikube image load /, 'SLIPWAY_TEST_LOAD'], // which holds that command where the cluster is minikube's
    [/^kubectl apply -k k8s\/overlays\/(dev|prod)$/, "'apply', '--kustomize'"],
    [/^kubectl apply --filename k8s\/base\/namespace.yaml$/, "'apply', '--kustomize'"], // it is in both overlays
    [/rollout status deployment --timeout=180s$/, "'rollout', 'status', 'deployment', '--timeout=180s'"],
    [/port-forward service\/gateway 8080:80$/, "'port-forward', 'service/gateway'"],
    [/^npm run secrets$/, 'tools/src/secrets.ts'],
    [
      /create secret generic (\S+) --from-file docker\/redis\/own\/\S+$/,
      "'create', 'secret', 'generic', name, '--from-file'",
    ],
    [/npm run images -- --push$/, "runImages(['--push']"],
  ]
  for (const command of [...commands('On a laptop'), ...commands('On a cluster')]) {
    const known = runs.find(([pattern]) => pattern.test(command))
    expect(known, command).toBeDefined()
    expect(tests).toContain(known![1])
  }
})
