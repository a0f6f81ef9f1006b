import { once } from 'node:events'
import { join } from 'node:path'
import { expect, test } from 'vitest'
import { isRunning, outputOf, runCommand, startCommand } from '../src/index.ts'

const sh = (script: string): [string, string[]] => ['sh', ['-c', script]]

test('a command runs to its end, with its input, environment and exit code', async () => {
  const options = { input: 'text', env: { NAME: 'value' }, cwd: '/' }
  const result = await runCommand(...sh('cat; echo " $NAME"; pwd >&2; exit 3'), options)
  expect(result).toEqual({ code: 3, stdout: 'text value\n', stderr: '/\n' })
})

test('a command that ends without reading its input is no error', async () => {
  expect(await runCommand('true', [], { input: 'x'.repeat(1_000_000) })).toMatchObject({ code: 0 })
})

test('outputOf returns the output, or throws what the program wrote', async () => {
  expect(await outputOf('echo', ['out'])).toBe('out')
  await expect(outputOf(...sh('echo out; echo why >&2; exit 2'))).rejects.toThrow(
    /failed \(2\):\nout\nwhy\n$/,
  )
})

test('a program that does not exist rejects, and can be disposed of', async () => {
  await expect(runCommand('/no/such/program', [])).rejects.toThrow('ENOENT')
  await using command = startCommand('/no/such/program', [])
  expect(command.output()).toBe('')
})

test('output is there while the command runs, and its whole group can be signalled', async () => {
  await using command = startCommand(...sh('sleep 600 & echo started; wait'))
  await expect.poll(command.output).toBe('started\n')
  command.kill('SIGTERM', 'group')
  expect(await command.ended).toEqual({ code: null, stdout: 'started\n', stderr: '' })
})

test('at the end of the block no process of the group is left', async () => {
  let pids: number[]
  {
    await using command = startCommand(...sh('trap "" TERM; sleep 600 & echo $!; wait'))
    await once(command.child.stdout!, 'data')
    pids = [command.child.pid!, Number(command.output())]
    expect(pids.map(isRunning)).toEqual([true, true])
  }
  await expect.poll(() => pids.filter(isRunning)).toEqual([])
})

test('a process that left the group and holds the output open does not block the end of the block', async () => {
  const script = `
    const { pid } = require('node:child_process').spawn('sleep', ['600'], { detached: true, stdio: 'inherit' })
    console.log(String(pid)) // a number would get a colour where colours are forced`
  let pid: number
  {
    await using command = startCommand(process.execPath, ['--eval', script])
    await once(command.child.stdout!, 'data')
    pid = Number(/^\d+$/m.exec(command.output())?.[0])
  }
  process.kill(pid, 'SIGKILL')
})

test('a test that fails and one that times out leave no process behind', async () => {
  const vitest = join(process.cwd(), '../../node_modules/vitest/vitest.mjs')
  const { code, stdout } = await runCommand(
    process.execPath,
    [vitest, 'run', '--config=vitest.config.ts', '--cache=false', '--reporter=default'],
    { cwd: join(import.meta.dirname, 'fixture') },
  )
  expect(code, stdout).toBe(1)
  expect(stdout).toContain('2 failed')
  const pids = [...stdout.matchAll(/started (\d+) (\d+)/g)].flatMap(([, ...ids]) => ids.map(Number))
  expect(pids).toHaveLength(4)
  await expect.poll(() => pids.filter(isRunning)).toEqual([])
})
