import { execFile, spawnSync } from 'node:child_process'
import { writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { promisify } from 'node:util'
import { temporaryFolder } from '@slipway/testing'
import { copySources } from '@slipway/tools'

const installed = spawnSync('skaffold', ['version'], { env: { ...process.env, ...quiet('') } }).status === 0

/** For the names of suites that need Skaffold: why they were skipped, or nothing. */
export const withoutSkaffold = installed ? '' : ' (skipped: skaffold is not on the PATH)'

export interface SkaffoldCopy extends Disposable {
  path: string
  env: NodeJS.ProcessEnv
  /** Runs Skaffold in the copy and answers with its standard output; rejects with all that it said on failure. */
  skaffold(...args: string[]): Promise<string>
  /** The same for a line of the shell. */
  shell(line: string, env?: NodeJS.ProcessEnv): Promise<string>
}

/** A copy of the sources that a test may change, with a Skaffold that remembers nothing of other runs. */
export async function copyForSkaffold(): Promise<SkaffoldCopy> {
  const folder = temporaryFolder()
  await copySources(folder.path)
  const env = { ...process.env, ...quiet(folder.path) }
  writeFileSync(env.SKAFFOLD_CONFIG, 'global: { collect-metrics: false, survey: { disable-prompt: true } }\n')
  const run = async (program: string, args: string[], more: NodeJS.ProcessEnv = {}) => {
    const options = { cwd: folder.path, env: { ...env, ...more }, maxBuffer: 64 * 1024 * 1024 }
    const failed = (error: Error & { stdout: string }) => {
      throw new Error(`${error.message}\n${error.stdout}`)
    }
    return (await promisify(execFile)(program, args, options).catch(failed)).stdout
  }
  return {
    path: folder.path,
    env,
    skaffold: (...args) => run('skaffold', args),
    shell: (line, more) => run('sh', ['-c', line], more),
    [Symbol.dispose]: folder[Symbol.dispose],
  }
}

/** Skaffold asks nothing, calls nobody, and keeps what it remembers in the folder. */
function quiet(folder: string) {
  return {
    SKAFFOLD_INTERACTIVE: 'false',
    SKAFFOLD_UPDATE_CHECK: 'false',
    SKAFFOLD_CONFIG: join(folder, '.skaffold-config'),
    SKAFFOLD_CACHE_FILE: join(folder, '.skaffold-cache'),
  }
}
