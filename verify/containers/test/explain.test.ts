import { composeUp, skipped } from '@slipway/harness/docker'
import { ROOT, SERVICES } from '@slipway/services'
import { dockerAvailable, place, runCommand, settledOrder, stockUp, temporaryFolder } from '@slipway/testing'
import { describe, expect, test } from 'vitest'

describe.skipIf(!dockerAvailable)(`npm run explain, on Compose${skipped}`, () => {
  test('tells an order from the logs of the containers, and who recovered it', async () => {
    await using system = await composeUp()
    using folder = temporaryFolder() // npm start has kept nothing there
    const env = { ...system.env, COMPOSE_PROJECT_NAME: system.name, DATA: folder.path }
    const explain = (...args: string[]) =>
      runCommand('npm', ['run', '--silent', 'explain', '--', ...args], { cwd: ROOT, env })
    await stockUp(system.url, 'a', 10)
    const { id: confirmed } = (await place(system.url, [{ sku: 'a', quantity: 1 }])).body as { id: string }
    await system.compose('kill', 'catalog')
    const { id: recovered } = (await place(system.url, [{ sku: 'a', quantity: 1 }])).body as { id: string }
    await system.compose('start', 'catalog')
    await settledOrder(system.url, recovered)

    const { code, stdout, stderr } = await explain(confirmed)
    expect(code, stderr).toBe(0)
    expect(stdout).toMatch(new RegExp(`^Order ${confirmed}: confirmed\\.\nFrom \\d+ log lines of Compose\\.`))
    for (const { name } of SERVICES) expect(stdout).toMatch(new RegExp(`→ ${name} \\w{12} `))
    expect(stdout).not.toMatch(/not seen/i)
    const story = await explain(recovered, '--from', 'compose')
    expect(story.stdout).toMatch(/orders \w{12} recovered it .*: it was pending and became confirmed\./)
    expect(story.stdout).toMatch(/Why: orders \w{12} left it pending/)
    expect(await explain('unknown', '--from', 'compose')).toMatchObject({
      code: 1,
      stderr: expect.stringContaining('No log line is about unknown. Searched: Compose'),
    })
  })
})
