import { readFileSync } from 'node:fs'
import { join } from 'node:path'
import { shellLines } from '@slipway/harness'
import { ROOT } from '@slipway/services'
import { place, runCommand, stockUp, temporaryFolder } from '@slipway/testing'
import { logFiles, logFolder } from '@slipway/tools'
import { expect, test } from 'vitest'
import { npmStart } from './npm-start.ts'

const text = readFileSync(join(ROOT, 'docs/operations.md'), 'utf8')
const commands = shellLines(
  text.split(/^## /m).find((part) => part.startsWith('What happened to an order\n'))!,
)

/** The tests of the platforms, by the value of `--from`. */
const PLATFORMS: Record<string, string> = {
  compose: 'verify/containers/test/explain.test.ts',
  swarm: 'verify/containers/test/swarm.test.ts',
  kubernetes: 'verify/cluster/test/explain.test.ts',
}
const platformOf = (command: string) => /--from ([a-z]+)/.exec(command)?.[1]

test('the commands of docs/operations.md explain an order from what npm start has kept, also when it has ended', async () => {
  using folder = temporaryFolder()
  let id = ''
  {
    await using system = await npmStart(folder.path)
    expect(system.output()).toContain(`The logs are kept in `)
    await stockUp(system.url, 'explained', 1)
    id = ((await place(system.url, [{ sku: 'explained', quantity: 1 }])).body as { id: string }).id
    const [name, pid] = [...system.pids].at(-1)!
    process.kill(pid, 'SIGKILL')
    await expect.poll(() => system.starts(name), { timeout: 10_000 }).toBe(2)
    system.kill('SIGKILL', 'group') // what was received is in the file
  }
  const file = logFiles(logFolder(folder.path)).at(-1)!
  expect(readFileSync(file, 'utf8')).toMatch(/"event":"process-ended","code":null,"signal":"SIGKILL"/)
  const here = commands.filter((command) => !platformOf(command))
  expect(here).toHaveLength(3)
  for (const command of here) {
    const args = ['-c', command.replace('ORDER_ID', id).replace('FILE', file)]
    const { code, stdout, stderr } = await runCommand('sh', args, { cwd: ROOT, env: { DATA: folder.path } })
    expect(code, stderr).toBe(0)
    expect(stdout).toContain(command.includes('--mermaid') ? 'sequenceDiagram' : `Order ${id}: confirmed.`)
    expect(stdout).toMatch(/PUT \/reservations\//)
    expect(stdout).not.toMatch(/not seen/i)
  }
})

test.each(commands.filter(platformOf))('%s is run by the test of that platform', (command) => {
  const source = readFileSync(join(ROOT, PLATFORMS[platformOf(command)!]!), 'utf8').replace(/\s+/g, ' ')
  expect(source).toContain(`'--from', '${platformOf(command)}'`)
})
