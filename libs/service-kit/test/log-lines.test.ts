import { execFileSync } from 'node:child_process'
import { expect, test } from 'vitest'

const LOGGER = new URL('../src/logger.ts', import.meta.url).href

/** What a process of its own writes to its standard output, which is no terminal. */
function linesOf(program: string): Record<string, unknown>[] {
  const source = `import { createLogger } from '${LOGGER}'\n${program}`
  const output = execFileSync('node', ['--input-type=module', '--eval', source], { encoding: 'utf8' })
  return output
    .trim()
    .split('\n')
    .map((line) => JSON.parse(line))
}

test('a line is JSON that names the instance, the level and the time', () => {
  const [line] = linesOf(
    `createLogger({ INSTANCE: 'orders-2', LOG_LEVEL: 'info' }).info({ port: 1 }, 'listening')`,
  )
  expect(line).toEqual({
    level: 'info',
    time: expect.stringMatching(/^\d{4}-\d\d-\d\dT[\d:.]+Z$/),
    pid: expect.any(Number),
    instance: 'orders-2',
    port: 1,
    msg: 'listening',
  })
})

test('lines below LOG_LEVEL are left out', () => {
  const lines = linesOf(`
    const logger = createLogger({ INSTANCE: 'a', LOG_LEVEL: 'warn' })
    logger.info('one')
    logger.warn('two')`)
  expect(lines.map(({ msg }) => msg)).toEqual(['two'])
})

test('the last line before the process ends is written', () => {
  const [line] = linesOf(`createLogger({ INSTANCE: 'a', LOG_LEVEL: 'info' }).fatal('over'); process.exit(0)`)
  expect(line).toMatchObject({ level: 'fatal', msg: 'over' })
})

test('a failed Redis command is logged with its cause, without the data that it carried', () => {
  const lines = linesOf(`
    const error = new Error('OOM command not allowed', { cause: new Error('full') })
    error.command = { name: 'hset', args: ['orders', 'hunter2'] }
    createLogger({ INSTANCE: 'a', LOG_LEVEL: 'info' }).child({ requestId: 'asked' }).error({ err: error }, 'failed')`)
  expect(JSON.stringify(lines)).not.toContain('hunter2')
  expect(lines[0]).toMatchObject({
    requestId: 'asked',
    err: { type: 'Error', message: expect.stringMatching(/OOM.*full/), stack: expect.stringMatching(/at /) },
  })
})
