import { existsSync, readFileSync, rmSync } from 'node:fs'
import { join } from 'node:path'
import { ROOT } from '@slipway/services'
import { redisAvailable, redisSkipReason, runCommand } from '@slipway/testing'
import { describe, expect, test } from 'vitest'
import { readArguments } from '../src/arguments.ts'
import type { Plan } from '../src/plan.ts'
import { powerLossSkipped } from '../src/power-loss.ts'

const crashTest = (...args: string[]) =>
  runCommand('npm', ['run', '--silent', 'crash-test', '--workspace', 'verify/kills', '--', ...args], {
    cwd: ROOT,
  })

// With this seed, each kind of process is killed, Redis too, the network is cut and a disk is full.
const SEED = '70'
const redisSkipped = redisAvailable ? '' : ` (${redisSkipReason})`

describe.each([
  ['sqlite', ''],
  ['redis', redisSkipped],
])('20 s of kills and pauses on %s%s', (stores, skipped) => {
  test.skipIf(skipped)('lose nothing, double nothing and leak nothing', async () => {
    const folder = join(ROOT, `verify/kills/.reports/${stores}-seed-${SEED}`)
    rmSync(folder, { recursive: true, force: true })
    const args = ['--stores', stores, '--seconds', '20', '--seed', SEED]
    const { code, stdout, stderr } = await crashTest(...args)
    console.log(stdout) // for people
    expect(stdout, stderr).toContain('Kept: 0 lost, 0 doubled, 0 leaked.')
    expect(stdout).toContain(
      `The same again: npm run crash-test --workspace verify/kills -- ${args.slice(0, 4).join(' ')}`,
    )
    expect(code).toBe(0)
    const timeline = readFileSync(join(folder, 'timeline.svg'), 'utf8')
    expect(timeline).toContain('prefers-color-scheme: dark')
    const plan = JSON.parse(readFileSync(join(folder, 'plan.json'), 'utf8')) as Plan
    expect(plan.faults.some(({ name }) => timeline.includes(`${name}</text>`))).toBe(true)
    expect(existsSync(join(folder, 'log'))).toBe(false)
    // Something was asked while faults happened: a run without orders would keep everything too.
    const [orders, faults] = [/^(\d+) orders/m, /^(\d+) faults/m].map((pattern) =>
      Number(pattern.exec(stdout)?.[1]),
    )
    expect(orders).toBeGreaterThan(100)
    expect(faults).toBeGreaterThan(3)
  })
})

const lossSkipped = await powerLossSkipped()

test.skipIf(lossSkipped)(
  `appendfsync everysec loses what was acknowledged when Redis loses its power, and always does not${lossSkipped && ` (skipped: ${lossSkipped})`}`,
  async () => {
    const run = (fsync: string) => crashTest('--power-loss', fsync, '--seconds', '9', '--seed', '5')
    const everysec = await run('everysec')
    console.log(everysec.stdout) // for people
    expect(Number(/^BROKEN: (\d+) lost/m.exec(everysec.stdout)?.[1]), everysec.stderr).toBeGreaterThan(0)
    // What is lost is an order, a later state of one, or a delivery: that depends on the moment.
    expect(everysec.stdout).toMatch(/^lost: (order|restock)-5-\d+\. .+\.$/m)
    expect(everysec.code).toBe(1)
    const always = await run('always')
    expect(always.stdout, always.stderr).toContain('Kept: 0 lost, 0 doubled, 0 leaked.')
    expect(always.code).toBe(0)
  },
)

test.each([
  [['--power-loss', 'never'], '--power-loss is "never"'],
  [['--power-loss', 'always', '--compose'], 'give neither --compose nor --stores'],
  [['--stores', 'mysql'], '--stores is "mysql"'],
  [['--seconds', '0'], '--seconds is "0"'],
  [['--compose', '--stores', 'sqlite'], '--compose has Redis only'],
])('%j is an error that says what to give', (args, message) => {
  expect(() => readArguments(args)).toThrow(message)
})

test('a usage error is one line, with exit code 2', async () => {
  const { code, stderr } = await crashTest('--kill')
  expect(stderr).toContain("Unknown option '--kill'")
  expect(stderr).not.toMatch(/^ +at /m)
  expect(code).toBe(2)
})

test('--help prints the options', async () => {
  expect((await crashTest('--help')).stdout).toContain('--compose')
})
