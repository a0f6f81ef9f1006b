import { spawn } from 'node:child_process'
import { once } from 'node:events'
import { connect } from 'node:net'
import { createInterface } from 'node:readline'
import { fileURLToPath } from 'node:url'
import { expect, test, vi } from 'vitest'

/** Starts `closing-service.ts`; `lines` are what it writes after its address. */
async function startProcess(env: Record<string, string>) {
  const settings = { PORT: '0', LOG_LEVEL: 'silent', DRAIN_DELAY_MS: '0', ...env }
  const file = fileURLToPath(new URL('./closing-service.ts', import.meta.url))
  const child = spawn(process.execPath, [file], {
    env: { ...process.env, ...settings },
    stdio: ['ignore', 'pipe', 'inherit'],
  })
  const exited = once(child, 'close').then(([code]) => code as number)
  const output = createInterface(child.stdout)
  const [address] = (await once(output, 'line')) as [string]
  const lines: string[] = []
  output.on('line', (line) => lines.push(line))
  return { child, exited, lines, port: JSON.parse(address).port as number }
}

/** Opens a connection, and leaves it open. */
async function leaveOpen(port: number, bytes: string) {
  const socket = connect({ port, host: '127.0.0.1', allowHalfOpen: true }).on('error', () => {})
  await once(socket, 'connect')
  socket.write(bytes)
}

test.each([
  ['nothing', ''],
  ['half of a request', 'GET /slow HTTP/1.1\r\nHost: th'],
])(
  'a connection on which a client sends %s does not keep a process from closing what it uses',
  async (_what, bytes) => {
    const { child, exited, lines, port } = await startProcess({ SHUTDOWN_TIMEOUT_MS: '2000' })
    await leaveOpen(port, bytes)
    await fetch(`http://127.0.0.1:${port}/livez`) // so that the other one has been accepted

    child.kill('SIGTERM')

    expect(await exited).toBe(0)
    expect(lines).toEqual(['store closed'])
  },
)

test('a request that runs is answered first', async () => {
  const { child, exited, lines, port } = await startProcess({ SHUTDOWN_TIMEOUT_MS: '10000' })
  await leaveOpen(port, '')
  const response = fetch(`http://127.0.0.1:${port}/slow`)
  await vi.waitFor(() => expect(lines).toEqual(['begun']), 10_000)

  child.kill('SIGTERM')

  expect((await response).status).toBe(200)
  expect(await exited).toBe(0)
  expect(lines).toEqual(['begun', 'done', 'store closed'])
})
