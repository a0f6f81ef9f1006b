import { spawnSync } from 'node:child_process'
import { existsSync, readFileSync } from 'node:fs'
import { join } from 'node:path'
import { ROOT } from '@slipway/tools'
import type { Gateway } from './gateway.ts'

const FOLDER = join(ROOT, 'bench/peers')

/** A gateway made of an npm package, in `bench/peers`. */
const peer = (name: string, file: string, packages: string[]): Gateway => ({
  name,
  version: () => {
    const versions = packages.map(installedVersion)
    return versions.includes(undefined) ? undefined : versions.join(' on ')
  },
  install: 'npm ci in bench/peers (tried, and it failed)',
  command: ({ port, upstreams }) => [process.execPath, join(FOLDER, file), String(port), ...upstreams],
  // What their guides say to set where speed counts.
  env: () => ({ NODE_ENV: 'production' }),
})

export const express = peer('http-proxy-middleware on Express', 'express.js', [
  'http-proxy-middleware',
  'express',
])
export const fastGateway = peer('fast-gateway', 'fast-gateway.js', ['fast-gateway'])

function installedVersion(name: string): string | undefined {
  const manifest = join(FOLDER, 'node_modules', name, 'package.json')
  return existsSync(manifest) ? (JSON.parse(readFileSync(manifest, 'utf8')).version as string) : undefined
}

/** Installs the peers once; where that fails (no network, say), they are skipped. */
export function installPeers(): void {
  if (existsSync(join(FOLDER, 'node_modules'))) return
  console.log('Installing the peers (npm ci in bench/peers) …')
  spawnSync('npm', ['ci', '--ignore-scripts'], { cwd: FOLDER, stdio: ['ignore', 'ignore', 'inherit'] })
}
