import { mkdtempDisposableSync, readdirSync, readFileSync, statSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { expect, test } from 'vitest'
import { endLine, keepLogs, logFiles } from '../src/logs.ts'

const temporaryFolder = () => mkdtempDisposableSync(join(tmpdir(), 'logs-'))
const read = (folder: string) =>
  logFiles(folder)
    .filter((file) => readdirSync(folder).includes(file.slice(folder.length + 1)))
    .map((file) => readFileSync(file, 'utf8'))
    .join('')

test('lines are in the file as soon as they are written, after those of earlier runs', () => {
  using folder = temporaryFolder()
  const path = join(folder.path, 'logs')
  keepLogs(path)('notes-1', '{"msg":"first"}')
  const keep = keepLogs(path)
  keep('notes-1', '{"msg":"second"}')
  keep('notes-1', 'Error: boom')
  expect(read(path)).toBe('{"msg":"first"}\n{"msg":"second"}\n[notes-1] Error: boom\n')
})

test('five files of a limited size are kept, the newest lines in order', () => {
  using folder = temporaryFolder()
  const keep = keepLogs(folder.path, 1_000)
  const lines = Array.from({ length: 500 }, (_, i) => `{"line":${i}}`)
  for (const line of lines) keep('notes-1', line)
  const files = readdirSync(folder.path)
  expect(files).toHaveLength(5)
  for (const file of files) expect(statSync(join(folder.path, file)).size).toBeLessThanOrEqual(1_000)
  const kept = read(folder.path).trimEnd().split('\n')
  expect(kept.length).toBeGreaterThan(250)
  expect(kept).toEqual(lines.slice(-kept.length))
})

test('the end of a process is a line with its name and its signal', () => {
  expect(JSON.parse(endLine('notes-1', { code: null, signal: 'SIGKILL' }))).toMatchObject({
    instance: 'notes-1',
    event: 'process-ended',
    signal: 'SIGKILL',
    msg: 'process ended (SIGKILL)',
  })
})
