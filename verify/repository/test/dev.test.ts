import { copyFileSync, renameSync } from 'node:fs'
import { join } from 'node:path'
import { copyOfRepository } from '@slipway/harness'
import { SERVICES } from '@slipway/services'
import { expect, test } from 'vitest'
import { NAMES, npmStart } from './npm-start.ts'

test('npm run dev restarts the instances of the service whose code changed, and no other', async () => {
  using copy = await copyOfRepository()
  await using system = await npmStart(join(copy.path, '.data'), ['run', 'dev'], copy.path)
  const { name } = SERVICES.find(({ replicas }) => replicas > 1)!
  const changed = NAMES.filter((instance) => instance.startsWith(`${name}-`))
  const others = NAMES.filter((instance) => !changed.includes(instance))
  expect(NAMES.map(system.starts)).toEqual(NAMES.map(() => 1))

  // Replaced by a copy of itself, as many editors save, and twice, as a watcher may lose a file that was replaced.
  // Repeated, as a watcher may not be ready yet.
  const file = join(copy.path, 'apps', name, 'src/main.ts')
  const save = () => {
    copyFileSync(file, `${file}.saved`)
    renameSync(`${file}.saved`, file)
  }
  using _ = every(4_000, save)
  await expect.poll(() => Math.min(...changed.map(system.starts)), { timeout: 40_000 }).toBeGreaterThan(2)
  expect(others.map(system.starts)).toEqual(others.map(() => 1))

  system.kill('SIGTERM')
  expect((await system.ended).code).toBe(0)
})

function every(ms: number, action: () => void): Disposable {
  const timer = setInterval(action, ms)
  return { [Symbol.dispose]: () => clearInterval(timer) }
}
