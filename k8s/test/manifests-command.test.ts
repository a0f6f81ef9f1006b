import { execFile } from 'node:child_process'
import { promisify } from 'node:util'
import { ROOT } from '@slipway/tools'
import { describe, expect, test } from 'vitest'
import { skippedWithout } from './manifests.ts'

const skipped = await skippedWithout('kubectl', 'kubeconform', 'kube-score')

describe('npm run manifests', () => {
  const manifests = (args: string[], env: Record<string, string> = {}) =>
    promisify(execFile)(process.execPath, ['tools/src/manifests.ts', ...args], {
      cwd: ROOT,
      env: { ...process.env, ...env },
    }).then(
      ({ stdout, stderr }) => ({ code: 0, stdout, stderr }),
      ({ code, stdout, stderr }) =>
        ({ code, stdout, stderr }) as { code: number; stdout: string; stderr: string },
    )

  test('says how to get a program that is missing', async () => {
    const { code, stderr } = await manifests([], { PATH: '/nowhere' })
    expect(stderr).toBe('kubectl is not installed. Get it: https://kubernetes.io/docs/tasks/tools\n')
    expect(code).toBe(1)
  })

  test('names an argument that it does not know', async () => {
    expect(await manifests(['dev'])).toMatchObject({
      code: 1,
      stderr: expect.stringContaining('takes no arguments'),
    })
  })

  test.skipIf(skipped)(`says ok for each rendering${skipped}`, async () => {
    const { code, stdout, stderr } = await manifests([])
    expect(stdout).toContain('ok      overlays/prod, ')
    expect(stdout).not.toContain('failed')
    expect(stderr).toBe('')
    expect(code).toBe(0)
  })
})
