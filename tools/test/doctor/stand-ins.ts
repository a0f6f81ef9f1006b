import { mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { createServer, type RequestListener } from 'node:http'
import type { AddressInfo } from 'node:net'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { onTestFinished } from 'vitest'
import { CHECKS } from '../../doctor/checks.cjs'
import { examine } from '../../doctor/examine.cjs'
import { thisMachine } from '../../doctor/machine.cjs'
import { baseImages } from '../../doctor/requirements.cjs'

/** What a healthy machine's programs print, by their names and first arguments. */
export const HEALTHY: Record<string, string> = {
  npm: 'echo 11.0.0',
  git: 'echo git version 2.50.1',
  docker: `case "$1" in
    --version) echo Docker version 28.0.0, build 0 ;;
    compose) echo Docker Compose version v2.40.0 ;;
    buildx) echo github.com/docker/buildx v0.29.1 0 ;;
    info) echo '{"ServerVersion":"28.0.0","MemTotal":8000000000}' ;;
    image) printf '%s\\n' ${baseImages({}).join(' ')} ;;
  esac`,
  kubectl: `case "$1 $2" in
    'version --client') echo Client Version: v1.36.0 ;;
    'version --output') echo '{"serverVersion":{"gitVersion":"v1.36.0"}}' ;;
    'get storageclasses') echo '{"items":[{"metadata":{"name":"local","annotations":{"storageclass.kubernetes.io/is-default-class":"true"}}}]}' ;;
    'get apiservices') echo '{"items":[{"metadata":{"name":"v1beta1.metrics.k8s.io"},"status":{"conditions":[{"type":"Available","status":"True"}]}}]}' ;;
    'get daemonsets') echo '{"items":[{"metadata":{"name":"calico-node"}}]}' ;;
  esac`,
  skaffold: 'echo v2.24.0',
  minikube: 'echo minikube version: v1.36.0',
}

/** An empty folder, until the end of the test. */
export function emptyFolder(): string {
  const folder = mkdtempSync(join(tmpdir(), 'slipway-doctor-'))
  onTestFinished(() => rmSync(folder, { recursive: true }))
  return folder
}

/** A folder with programs that a test has written: `{ git: 'echo nonsense' }`. */
export function standIns(programs: Record<string, string>): string {
  const folder = emptyFolder()
  for (const [name, script] of Object.entries(programs))
    writeFileSync(join(folder, name), `#!/bin/sh\n${script}\n`, { mode: 0o755 })
  return folder
}

/** An HTTP server on a free port of loopback, until the end of the test. */
export async function startServer(listener: RequestListener): Promise<{ url: string; port: string }> {
  const server = createServer(listener)
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve))
  onTestFinished(() => {
    server.closeAllConnections()
    server.close()
  })
  const { port } = server.address() as AddressInfo
  return { url: `http://127.0.0.1:${port}`, port: String(port) }
}

/** The rows for a machine with these programs, without all others, and with these settings, by the name of the check. No registry is asked. */
export async function diagnose(
  programs: Record<string, string>,
  purpose = 'workshop',
  changes: Record<string, unknown> = {},
  env: Record<string, string> = {},
  deadlineMs = 15_000, // this machine may be busy
) {
  const folder = standIns({ node: 'echo v26.0.0', ...programs })
  const settings = { PATH: folder, npm_config_registry: 'http://127.0.0.1:1/', ...env }
  const machine = Object.assign(thisMachine(settings, deadlineMs), {
    system: 'debian',
    wsl: false,
    ...changes,
  })
  const rows = await examine(CHECKS, machine, purpose)
  return Object.fromEntries(rows.map((row) => [row.name, row]))
}

/** The rows of a diagnosis that make the exit status 1. */
export const failed = (rows: Awaited<ReturnType<typeof diagnose>>) =>
  Object.values(rows)
    .filter((row) => row.failed)
    .map(({ name }) => name)
