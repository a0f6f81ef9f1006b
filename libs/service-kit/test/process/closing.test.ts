import { spawn } from 'node:child_process'
import { once } from 'node:events'
import { connect } from 'node:net'
import { createInterface } from 'node:readline'
import { fileURLToPath } from 'node:url'
import { describe, expect, test, vi } from 'vitest'

/** Starts `closing-service.ts`; `lines` are its output after its address. */
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
  return {
    child,
    exited,
    lines,
    port: JSON.parse(address).port as number,
    [Symbol.dispose]: () => void child.kill('SIGKILL'),
  }
}

/** Opens a connection, and leaves it open. */
async function leaveOpen(port: number, bytes: string) {
  const socket = connect({ port, host: '127.0.0.1', allowHalfOpen: true }).on('error', () => {})
  await once(socket, 'connect')
  socket.write(bytes)
}

describe.concurrent('on SIGTERM', () => {
  test.each([
    ['nothing', ''],
    ['half of a request', 'GET /slow HTTP/1.1\r\nHost: th'],
  ])('a client that sends %s does not keep the process from closing its resources', async (_what, bytes) => {
    using service = await startProcess({ SHUTDOWN_TIMEOUT_MS: '4000' })
    await leaveOpen(service.port, bytes)
    await fetch(`http://127.0.0.1:${service.port}/livez`) // after that, the other connection is accepted too

    service.child.kill('SIGTERM')

    expect(await service.exited).toBe(0)
    expect(service.lines).toEqual(['store closed'])
  })

  test('a request in flight gets its response first', async () => {
    using service = await startProcess({ SHUTDOWN_TIMEOUT_MS: '10000' })
    await leaveOpen(service.port, '')
    const response = fetch(`http://127.0.0.1:${service.port}/slow`)
    await vi.waitFor(() => expect(service.lines).toEqual(['started']), 10_000)

    service.child.kill('SIGTERM')

    expect((await response).status).toBe(200)
    expect(await service.exited).toBe(0)
    expect(service.lines).toEqual(['started', 'done', 'store closed'])
  })
})
