import { spawn } from 'node:child_process'
import { once } from 'node:events'
import { copyFileSync, renameSync } from 'node:fs'
import { join } from 'node:path'
import { temporaryFolder } from '@slipway/testing'
import { freePorts, PORTS_NEEDED, ROOT } from '@slipway/tools'
import { expect, test } from 'vitest'

test('npm run dev restarts the services whose code changed, and no other', async () => {
  using folder = temporaryFolder()
  const port = await freePorts(PORTS_NEEDED)
  const child = spawn('npm', ['run', 'dev'], {
    cwd: ROOT,
    env: {
      ...process.env,
      GATEWAY_PORT: String(port),
      CATALOG_STORE_URL: `sqlite:${join(folder.path, 'catalog.db')}`,
      ORDERS_STORE_URL: `sqlite:${join(folder.path, 'orders.db')}`,
    },
  })
  let output = ''
  child.stdout.on('data', (chunk) => (output += chunk))
  await expect.poll(() => output, { timeout: 40_000 }).toContain('Ctrl-C stops everything')
  const starts = (name: string) => output.split(`"instance":"${name}","msg":"Server listening`).length - 1
  expect(starts('catalog-1')).toBe(1)

  // Replaced by a copy of itself, as many editors save, and twice, as a watcher may lose what was replaced. Again, as
  // long as it may not be there yet.
  const file = join(ROOT, 'apps/catalog/src/products/present.ts')
  const save = setInterval(() => {
    copyFileSync(file, `${file}.saved`)
    renameSync(`${file}.saved`, file)
  }, 4_000)
  await expect
    .poll(() => Math.min(starts('catalog-1'), starts('catalog-2')), { timeout: 40_000 })
    .toBeGreaterThan(2)
  clearInterval(save)
  expect([starts('orders-1'), starts('orders-2'), starts('gateway-1')]).toEqual([1, 1, 1])

  const exited = once(child, 'exit')
  child.kill('SIGTERM')
  expect((await exited)[0]).toBe(0)
})
