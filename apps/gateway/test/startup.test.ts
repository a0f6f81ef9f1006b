import { execFile } from 'node:child_process'
import { fileURLToPath } from 'node:url'
import { expect, test } from 'vitest'

const MAIN = fileURLToPath(new URL('../src/main.ts', import.meta.url))
const good = { CATALOG_URL: 'http://127.0.0.1:1', ORDERS_URL: 'http://127.0.0.1:2', PORT: '0' }

function startGatewayProcess(settings: Record<string, string | undefined>, ...args: string[]) {
  const env = { PATH: process.env.PATH, ...settings }
  return new Promise<{ code: unknown; stdout: string; stderr: string }>((resolve) => {
    execFile(process.execPath, [MAIN, ...args], { env, timeout: 15_000 }, (error, stdout, stderr) =>
      resolve({ code: error ? error.code : 0, stdout, stderr }),
    )
  })
}

test.each([
  ['CATALOG_URL', undefined],
  ['CATALOG_URL', ''],
  ['CATALOG_URL', 'catalog:3000'],
  ['CATALOG_URL', 'https://catalog:3000'],
  ['ORDERS_URL', undefined],
  ['ORDERS_URL', 'http://127.0.0.1:1,'],
  ['CATALOG_TIMEOUT_MS', '-1'],
  ['CATALOG_TIMEOUT_MS', 'soon'],
  ['PORT', '70000'],
])('%s=%s is one line that names it, and exit 1', async (name, value) => {
  const { code, stdout, stderr } = await startGatewayProcess({ ...good, [name]: value })

  expect(code).toBe(1)
  expect(stdout).toBe('')
  expect(stderr).toMatch(new RegExp(`^gateway: ${name} [^\\n]+ [Ss]et it [^\\n]+\\n$`, ''))
})

test('--help lists every setting with its default, and needs none', async () => {
  const { code, stdout } = await startGatewayProcess({}, '--help')

  expect(code).toBe(0)
  expect(stdout).toMatch(/CATALOG_URL .*\(required\)/)
  expect(stdout).toMatch(/ORDERS_URL .*\(required\)/)
  expect(stdout).toMatch(/CATALOG_TIMEOUT_MS .*\(default 500\)/)
  expect(stdout).toMatch(/ORDERS_TIMEOUT_MS .*\(default 1200\)/)
  expect(stdout).toMatch(/PORT .*\(default 8080\)/)
})
