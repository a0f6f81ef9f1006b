import { fileURLToPath } from 'node:url'
import { settingName } from '@slipway/contracts'
import { PUBLIC_SERVICES } from '@slipway/services'
import { runCommand } from '@slipway/testing'
import { expect, test } from 'vitest'

const MAIN = fileURLToPath(new URL('../src/main.ts', import.meta.url))
const NAMES = PUBLIC_SERVICES.map(({ name }) => name)
const URLS = Object.fromEntries(NAMES.map((name) => [settingName(name, 'URL'), 'http://127.0.0.1:1']))

const runGateway = (env: Record<string, string | undefined>, ...args: string[]) =>
  runCommand(process.execPath, [MAIN, ...args], { env: { ...URLS, PORT: '0', ...env } })

const [name] = NAMES as [string]
const url = settingName(name, 'URL')

test.concurrent.each<[string, string | undefined]>([
  [url, undefined],
  [url, `ftp://${name}:3000`],
  [settingName(name, 'TIMEOUT_MS'), 'soon'],
  ['PORT', '70000'],
])('%s=%s is one line that names the setting, and exit code 1', async (setting, value) => {
  const { code, stdout, stderr } = await runGateway({ [setting]: value })

  expect(stderr).toMatch(new RegExp(`^gateway: ${setting} [^\\n]+ [Ss]et it [^\\n]+\\n$`))
  expect(stdout).toBe('')
  expect(code).toBe(1)
})

test.concurrent('--help lists every setting with its default, and requires none to be set', async () => {
  const { code, stdout } = await runGateway(
    { ...Object.fromEntries(Object.keys(URLS).map((name) => [name, undefined])) },
    '--help',
  )

  expect(code).toBe(0)
  for (const { name, timeoutMs } of PUBLIC_SERVICES) {
    expect(stdout).toMatch(new RegExp(`${settingName(name, 'URL')} .*\\(required\\)`))
    expect(stdout).toMatch(new RegExp(`${settingName(name, 'TIMEOUT_MS')} .*\\(default ${timeoutMs}\\)`))
  }
  expect(stdout).toMatch(/PORT .*\(default 8080\)/)
})
