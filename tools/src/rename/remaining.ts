import { spawnSync } from 'node:child_process'
import { type Identity, spellings } from './identity.ts'

/** Where the files still have a name, in any spelling, in upper or lower case, also as a part of a word: `FILE:LINE`. */
export function remaining(root: string, { name, title }: Identity): string[] {
  const { snake, pascal } = spellings(name)
  const searched = [...new Set([name, snake, pascal, title])].flatMap((text) => ['-e', text])
  const args = ['grep', '--untracked', '--ignore-case', '--fixed-strings', '--line-number', '-I', ...searched]
  const { stdout } = spawnSync('git', args, { cwd: root, encoding: 'utf8' })
  return stdout
    .split('\n')
    .filter(Boolean)
    .map((line) => line.split(':', 2).join(':'))
}
