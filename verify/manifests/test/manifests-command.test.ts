import { ROOT } from '@slipway/services'
import { runCommand } from '@slipway/testing'
import { describe, expect, test } from 'vitest'
import { skippedWithout } from '../src/index.ts'

const skipped = await skippedWithout('kubectl', 'kubeconform', 'kube-score')

describe('npm run manifests', () => {
  const manifests = (args: string[], env?: Record<string, string>) =>
    runCommand(process.execPath, ['verify/manifests/src/main.ts', ...args], { cwd: ROOT, env })

  test('reports how to install a missing program', async () => {
    const { code, stderr } = await manifests([], { PATH: '/nowhere' })
    expect(stderr).toBe('kubectl is not installed. Get it: https://kubernetes.io/docs/tasks/tools\n')
    expect(code).toBe(1)
  })

  test('rejects an argument', async () => {
    const { code, stderr } = await manifests(['dev'])
    expect(stderr).toContain('takes no arguments')
    expect(code).toBe(1)
  })

  test.skipIf(skipped)(`reports ok for each rendering${skipped}`, async () => {
    const { code, stdout, stderr } = await manifests([])
    expect(stdout).toContain('ok      overlays/prod, ')
    expect(stdout).not.toContain('failed')
    expect(stderr).toBe('')
    expect(code).toBe(0)
  })
})
