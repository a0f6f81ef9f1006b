// Which engines this machine has. Run as a program it prints them: they are an input of nx's test cache.
import { execFileSync } from 'node:child_process'

/** Whether a Docker Engine can be used. */
export const dockerAvailable = succeeds('docker', ['version', '--format', '{{.Server.Version}}'])
const redisServer = succeeds('redis-server', ['--version'])

/** Whether tests that need a Redis can run, and the reason where they cannot. */
export const redisAvailable = dockerAvailable || redisServer
export const redisSkipReason = 'skipped: no Docker Engine responds and no redis-server is on the PATH'

/** The kubectl context that tests may use: only the one that SLIPWAY_TEST_CLUSTER names, never kubectl's current one. */
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
  const programs = ['kubectl', 'kubeconform', 'kube-score', 'skaffold', 'hadolint', 'schemathesis'].filter(
    (program) => succeeds('which', [program]),
  )
  console.log(JSON.stringify({ dockerAvailable, redisServer, cluster, programs }))
}
