import { once } from 'node:events'
import { setTimeout as sleep } from 'node:timers/promises'
import { startCommand } from '@slipway/testing'
import { expect, test } from 'vitest'
import { cpuTime, proportionalMemory, residentMemory } from '../src/usage.ts'

const CHILD = `
  const end = process.cpuUsage().user + 300_000
  while (process.cpuUsage().user < end);
  const { user, system } = process.cpuUsage()
  process.stdout.write(String(user + system))
  setTimeout(() => {}, 60_000)`
const PARENT = `
  const { spawn } = require('node:child_process')
  spawn(process.execPath, ['--eval', ${JSON.stringify(CHILD)}], { stdio: 'inherit' })`

test('CPU time includes that of child processes, as these measure it themselves', async () => {
  await using parent = startCommand(process.execPath, ['--eval', PARENT])
  await once(parent.child.stdout!, 'data')
  const pid = parent.child.pid!
  expect(cpuTime(pid)).toBeGreaterThan(Number(parent.output()) - 20_000) // two ticks
  expect(residentMemory(pid)).toBeGreaterThan(proportionalMemory(pid))
})

test('the CPU time of an idle process does not grow', async () => {
  await using idle = startCommand('sleep', ['60'])
  const pid = idle.child.pid!
  const before = cpuTime(pid)
  await sleep(200)
  expect(cpuTime(pid) - before).toBeLessThanOrEqual(10_000)
})
