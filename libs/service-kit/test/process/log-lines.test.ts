import { execFileSync } from 'node:child_process'
import { expect, test } from 'vitest'

const LOGGER = new URL('../../src/process/logger.ts', import.meta.url).href

/** What another process writes to its standard output, which is not a terminal. */
function linesOf(program: string): Record<string, unknown>[] {
  const source = `import { createLogger } from '${LOGGER}'\n${program}`
  const output = execFileSync('node', ['--input-type=module', '--eval', source], { encoding: 'utf8' })
  return output
    .trim()
    .split('\n')
    .map((line) => JSON.parse(line))
}

test('a line is JSON with the service, the instance, the level and the time', () => {
  const [line] = linesOf(
    `createLogger({ INSTANCE: 'notes-2', LOG_LEVEL: 'info' }, 'notes').info({ port: 1 }, 'listening')`,
  )
  expect(line).toEqual({
    level: 'info',
    time: expect.stringMatching(/^\d{4}-\d\d-\d\dT[\d:.]+Z$/),
    pid: expect.any(Number),
    service: 'notes',
    instance: 'notes-2',
    port: 1,
    msg: 'listening',
  })
})

test('lines below LOG_LEVEL are not written', () => {
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

test('a failed Redis command is logged with its cause, but without its arguments', () => {
  const lines = linesOf(`
    const error = new Error('OOM command not allowed', { cause: new Error('full') })
    error.command = { name: 'hset', args: ['notes', 'hunter2'] }
    createLogger({ INSTANCE: 'a', LOG_LEVEL: 'info' }).child({ requestId: 'id-1' }).error({ err: error }, 'failed')`)
  expect(JSON.stringify(lines)).not.toContain('hunter2')
  expect(lines[0]).toMatchObject({
    requestId: 'id-1',
    err: { type: 'Error', message: expect.stringMatching(/OOM.*full/), stack: expect.stringMatching(/at /) },
  })
})
