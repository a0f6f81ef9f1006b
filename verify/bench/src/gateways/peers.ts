import { spawnSync } from 'node:child_process'
import { existsSync, readFileSync } from 'node:fs'
import { join } from 'node:path'
import type { Gateway } from './gateway.ts'

const FOLDER = join(import.meta.dirname, '../../peers')

/** A gateway made from npm packages, in the folder `peers`. */
const peer = (name: string, file: string, packages: string[]): Gateway => ({
  name,
  version: () => {
    const versions = packages.map(installedVersion)
    return versions.includes(undefined) ? undefined : versions.join(' on ')
  },
  install: 'npm ci in verify/bench/peers (tried, and it failed)',
  command: ({ port, upstreams }) => [process.execPath, join(FOLDER, file), String(port), ...upstreams],
  // As their guides recommend for production.
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

/** Installs the peers once; where that fails, for example without a network, they are skipped. */
export function installPeers(): void {
  if (existsSync(join(FOLDER, 'node_modules'))) return
  console.log('Installing the peers (npm ci in verify/bench/peers) …')
  spawnSync('npm', ['ci', '--ignore-scripts'], { cwd: FOLDER, stdio: ['ignore', 'ignore', 'inherit'] })
}
