import { writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { copyOfSources } from '@slipway/harness'
import { runCommand } from '@slipway/testing'

/** For the names of suites that need Skaffold: why they are skipped, or nothing. */
export const withoutSkaffold = (await isInstalled()) ? '' : ' (skipped: skaffold is not on the PATH)'

export interface SkaffoldCopy extends Disposable {
  path: string
  env: Record<string, string>
  /** Runs Skaffold in the copy and returns its standard output; rejects with all of its output on failure. */
  skaffold(...args: string[]): Promise<string>
  /** The same for a line of the shell. */
  shell(line: string, env?: Record<string, string>): Promise<string>
}

/** A copy of the sources that a test may change, with a Skaffold that shares no state with other runs. */
export async function copyForSkaffold(): Promise<SkaffoldCopy> {
  const copy = await copyOfSources()
  const env = quiet(copy.path)
  writeFileSync(env.SKAFFOLD_CONFIG, 'global: { collect-metrics: false, survey: { disable-prompt: true } }\n')
  const run = async (program: string, args: string[], more: Record<string, string> = {}) => {
    const { code, stdout, stderr } = await runCommand(program, args, {
      cwd: copy.path,
      env: { ...env, ...more },
    })
    if (code !== 0) throw new Error(`${program} ${args.join(' ')} failed\n${stderr}\n${stdout}`)
    return stdout
  }
  return {
    path: copy.path,
    env,
    skaffold: (...args) => run('skaffold', args),
    shell: (line, more) => run('sh', ['-c', line], more),
    [Symbol.dispose]: copy[Symbol.dispose],
  }
}

/** No prompts, no calls home, and all state in the folder. */
function quiet(folder: string) {
  return {
    SKAFFOLD_INTERACTIVE: 'false',
    SKAFFOLD_UPDATE_CHECK: 'false',
    SKAFFOLD_CONFIG: join(folder, '.skaffold-config'),
    SKAFFOLD_CACHE_FILE: join(folder, '.skaffold-cache'),
  }
}

function isInstalled(): Promise<boolean> {
  const version = runCommand('skaffold', ['version'], { env: quiet(tmpdir()) })
  return version.then(
    ({ code }) => code === 0,
    () => false,
  )
}
