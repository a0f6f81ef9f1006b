import { execFile } from 'node:child_process'
import { once } from 'node:events'
import { createServer } from 'node:net'
import { join } from 'node:path'
import { promisify } from 'node:util'
import { expect, test } from 'vitest'
import { startLessonService } from './lesson-service.ts'

const FIXTURE = join(import.meta.dirname, 'loaded-modules.ts')

/** The modules of lessons that a service has loaded. */
async function loadedWith(lessons: string): Promise<string[]> {
  const { stdout } = await promisify(execFile)(process.execPath, [FIXTURE, lessons])
  return JSON.parse(stdout)
}

test('without LESSONS=on, a service loads nothing of them but their settings', async () => {
  expect(await loadedWith('off')).toEqual(['settings.ts'])
  expect(await loadedWith('on')).toEqual(expect.arrayContaining(['settings.ts', 'plugin.ts', 'faults.ts']))
})

test('a port for lessons that is in use is named, and nothing is started', async () => {
  const other = createServer().listen(0, '127.0.0.1')
  await once(other, 'listening')
  const { port } = other.address() as { port: number }
  const { stderr } = await promisify(execFile)(process.execPath, [FIXTURE, 'on', String(port)]).catch(
    (error) => error,
  )
  expect(stderr).toContain(`LESSONS_PORT ${port} is in use on 127.0.0.1.`)
  other.close()
})

test('a service that closes closes the port for its lessons', async () => {
  const service = await startLessonService()
  expect((await fetch(service.lessons)).status).toBe(200)
  await service.app.close()
  await expect(fetch(service.lessons)).rejects.toThrow('fetch failed')
})
