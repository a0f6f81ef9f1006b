import { spawnSync } from 'node:child_process'
import { globSync, mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { basename, join } from 'node:path'
import { copyRepository } from '@slipway/tools'

const BUGS = join(import.meta.dirname, '../bugs')

/** Plants each bug in a copy of this repository, and explores that. Returns whether all were found. */
export async function prove(): Promise<boolean> {
  const folder = mkdtempSync(join(tmpdir(), 'slipway-'))
  try {
    await copyRepository(folder)
    const patches = globSync('*.patch', { cwd: BUGS }).sort()
    const found = patches.filter((patch) => isFound(folder, patch))
    console.log(`${found.length} of ${patches.length} planted bugs were found.`)
    return found.length === patches.length
  } finally {
    rmSync(folder, { recursive: true, force: true })
  }
}

/** Prints the story of a bug, if one shows it. */
function isFound(folder: string, patch: string): boolean {
  const run = (program: string, ...args: string[]) => {
    const { status, stdout, stderr } = spawnSync(program, args, { cwd: folder, encoding: 'utf8' })
    if (stderr || status === null) throw new Error(`${patch}: ${program} failed: ${stderr}`)
    return { status, stdout }
  }
  run('git', 'apply', join(BUGS, patch))
  const { status, stdout } = run(
    process.execPath,
    'crash-points/src/main.ts',
    '--runs',
    '1000',
    '--seed',
    '1',
  )
  run('git', 'apply', '--reverse', join(BUGS, patch))
  const story = status === 1 ? stdout : 'No run ended wrong.\n'
  console.log(`${basename(patch, '.patch').replaceAll('-', ' ')}\n${story.replace(/^(?=.)/gm, '  ')}`)
  return status === 1
}
