import { expect, test } from 'vitest'
import { bench } from './bench.ts'

test.each([
  [['--only', 'gateway,coffee'], '--only: "coffee" is not a part.'],
  [['--fast'], "Unknown option '--fast'"],
  [['orders'], "Unexpected argument 'orders'"],
])('%j is an error, with the help', async (args, message) => {
  const { code, stderr } = await bench(args)
  expect(code).toBe(1)
  expect(stderr).toContain(message)
  expect(stderr).toContain('--only PART')
  expect(stderr).not.toContain('    at ')
})

test('without wrk the error contains how to install it', async () => {
  const { code, stderr } = await bench(['--quick', '--only', 'start'], { PATH: '/nowhere' })
  expect(code).toBe(1)
  expect(stderr).toBe(
    "wrk, which makes the load, is not on the PATH. On Debian or Ubuntu: 'apt-get install wrk'.\n",
  )
})

test('--help', async () => {
  const { code, stdout } = await bench(['--help'])
  expect(code).toBe(0)
  expect(stdout).toContain('npm run bench --workspace verify/bench')
})
