import { ROOT } from '@slipway/services'
import { runCommand } from '@slipway/testing'
import { expect, test } from 'vitest'

const crashTest = (...args: string[]) =>
  runCommand('npm', ['run', '--silent', 'crash-test', ...args], { cwd: ROOT })

test('npm run crash-test prints a verdict, and the seed that repeats it', { timeout: 180_000 }, async () => {
  const { code, stdout, stderr } = await crashTest('--', '--runs', '20', '--seed', '7')
  expect(stdout, stderr).toMatch(/^\d{4} runs, all passed, in [\d.]+ s\. Seed 7\.$/m)
  expect(code).toBe(0)
})

test('npm run crash-test -- --prove finds each planted bug', { timeout: 180_000 }, async () => {
  const { code, stdout, stderr } = await crashTest('--', '--prove')
  expect(stdout.match(/^ {2}At the end .+\.$/gm), stdout + stderr).toHaveLength(8)
  expect(stdout).toContain('8 of 8 planted bugs were found.')
  expect(code).toBe(0)
})

test('an unknown argument prints what there is', async () => {
  const { code, stderr } = await crashTest('--', '--kill')
  expect(stderr).toContain('--prove')
  expect(code).toBe(1)
})
