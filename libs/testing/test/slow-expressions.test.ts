import { writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { expect, test } from 'vitest'
import { slowExpressions, temporaryFolder } from '../src/index.ts'

test('an expression that backtracks is found, as a literal and in a schema', () => {
  using folder = temporaryFolder()
  const file = join(folder.path, 'source.ts')
  writeFileSync(
    file,
    `const names: string[] = text.split(/\\s*,\\s*/)
     const schema = Type.String({ pattern: '^(a+)+$' })
     const linear = /^[a-z]{1,20}$/.test(text)`,
  )
  expect(slowExpressions(folder.path)).toEqual([`${file}: /\\s*,\\s*/`, `${file}: /^(a+)+$/u`])
})
