import { expect, test } from 'vitest'
import { bench } from './bench.ts'

const refused = (args: string[], env?: Record<string, string>) =>
  bench(args, env).then(
    () => expect.unreachable('it went on'),
    ({ code, stderr }: { code: number; stderr: string }) => ({ code, stderr }),
  )

test.each([
  [['--only', 'gateway,coffee'], '--only holds "coffee"'],
  [['--fast'], "Unknown option '--fast'"],
  [['orders'], "Unexpected argument 'orders'"],
])('%j is refused with a sentence and the help', async (args, sentence) => {
  const { code, stderr } = await refused(args)
  expect(code).toBe(1)
  expect(stderr).toContain(sentence)
  expect(stderr).toContain('--only PART')
  expect(stderr).not.toContain('    at ')
})

test('without wrk it says how to install it', async () => {
  const { code, stderr } = await refused(['--quick', '--only', 'start'], { PATH: '/nowhere' })
  expect(code).toBe(1)
  expect(stderr).toBe(
    "wrk, which makes the load, is not on the PATH. On Debian or Ubuntu: 'apt-get install wrk'.\n",
  )
})

test('--help', async () => {
  expect((await bench(['--help'])).stdout).toContain('npm run bench')
})
