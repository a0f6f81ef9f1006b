// Which engines this machine has. Run as a program it prints them: nx does so to tell whether a cached test
// result still holds.
import { execFileSync } from 'node:child_process'

/** Whether a Docker Engine can be used. */
export const dockerAnswers = succeeds('docker', ['version', '--format', '{{.Server.Version}}'])
const redisServer = succeeds('redis-server', ['--version'])

/** Whether tests that need a Redis can run, and what to say where they cannot. */
export const redisAvailable = dockerAnswers || redisServer
export const redisSkipReason = 'skipped: no Docker Engine answers and no redis-server is on the PATH'

/** The context of kubectl that tests may use: only what SLIPWAY_TEST_CLUSTER names, whatever kubectl's own current one is. */
const context = process.env.SLIPWAY_TEST_CLUSTER
export const cluster =
  context && succeeds('kubectl', ['--context', context, 'get', '--raw', '/readyz']) ? context : undefined

function succeeds(command: string, args: string[]): boolean {
  try {
    execFileSync(command, args, { stdio: 'ignore', timeout: 10_000 })
    return true
  } catch {
    return false
  }
}

if (import.meta.main) {
  const programs = ['kubectl', 'kubeconform', 'kube-score', 'skaffold', 'hadolint'].filter((program) =>
    succeeds('which', [program]),
  )
  console.log(JSON.stringify({ dockerAnswers, redisServer, cluster, programs }))
}
