import { spawn } from 'node:child_process'
import { once } from 'node:events'
import { expect, test } from 'vitest'
import { cpuTime, proportionalMemory, residentMemory } from '../src/usage.ts'

const SPIN = 'const end = process.cpuUsage().user + 300_000; while (process.cpuUsage().user < end);'

test('CPU time is what the process itself says, and that of its children is counted', async () => {
  // The parent does nothing but wait for a child that spins, and says so.
  const program = `require('child_process').spawn(process.execPath, ['-e', \`${SPIN} process.stdout.write(String(process.cpuUsage().user + process.cpuUsage().system)); setTimeout(() => {}, 60_000)\`], { stdio: 'inherit' })`
  const parent = spawn(process.execPath, ['-e', program], {
    stdio: ['ignore', 'pipe', 'inherit'],
    detached: true,
  })
  try {
    const [said] = await once(parent.stdout!, 'data')
    const counted = cpuTime(parent.pid!)
    expect(counted).toBeGreaterThan(Number(said) - 20_000) // two ticks
    expect(residentMemory(parent.pid!)).toBeGreaterThan(proportionalMemory(parent.pid!))
  } finally {
    process.kill(-parent.pid!, 'SIGKILL')
  }
})

test('CPU time does not grow where nothing runs', async () => {
  const idle = spawn('sleep', ['60'])
  await once(idle, 'spawn')
  const before = cpuTime(idle.pid!)
  await new Promise((resolve) => setTimeout(resolve, 200))
  expect(cpuTime(idle.pid!) - before).toBeLessThanOrEqual(10_000)
  idle.kill()
})
