import { existsSync, mkdtempDisposableSync, readFileSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { expect, test } from 'vitest'
import { keepOutput } from '../../src/explain/keep.ts'

const shell = (script: string) => ['sh', '-c', script]

test('what a command prints is kept whole', async () => {
  const file = await keepOutput(shell('echo first; sleep 0.2; echo last'))
  expect(readFileSync(file, 'utf8')).toBe('first\nlast\n')
})

test('a command that hangs in the middle of its output is run again, and no line is kept twice', async () => {
  using folder = mkdtempDisposableSync(join(tmpdir(), 'slipway-'))
  const tried = join(folder.path, 'tried')
  // The background process keeps the output open after its parent was killed.
  const script = `echo first; [ -e '${tried}' ] || { touch '${tried}'; sleep 60 & wait; }; echo last`
  const file = await keepOutput(shell(script), 1_000)
  expect(existsSync(tried)).toBe(true)
  expect(readFileSync(file, 'utf8')).toBe('first\nlast\n')
})

test('a command that is slow but prints does not hang', async () => {
  const file = await keepOutput(shell('for i in 1 2 3 4 5 6; do echo $i; sleep 0.3; done'), 1_000)
  expect(readFileSync(file, 'utf8')).toBe('1\n2\n3\n4\n5\n6\n')
})

test('a command that hangs each time is an error that names it', async () => {
  using folder = mkdtempDisposableSync(join(tmpdir(), 'slipway-'))
  const tries = join(folder.path, 'tries')
  writeFileSync(tries, '')
  const command = shell(`echo try >> '${tries}'; sleep 60`)
  await expect(keepOutput(command, 300)).rejects.toThrow(/^printed nothing for 0.3 s, 3 times: sh -c /)
  expect(readFileSync(tries, 'utf8').split('\n')).toHaveLength(4)
})

test('a command that fails is not run again', async () => {
  using folder = mkdtempDisposableSync(join(tmpdir(), 'slipway-'))
  const tries = join(folder.path, 'tries')
  await expect(keepOutput(shell(`echo try >> '${tries}'; exit 3`))).rejects.toThrow(/^failed \(3\): sh -c /)
  expect(readFileSync(tries, 'utf8')).toBe('try\n')
  await expect(keepOutput(['there-is-no-such-program'])).rejects.toThrow(/ENOENT/)
})
