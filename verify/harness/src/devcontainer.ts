import { readFileSync } from 'node:fs'
import { join } from 'node:path'
import { ROOT } from '@slipway/services'

/** What `.devcontainer/devcontainer.json` says that tests look at. */
export interface DevContainer {
  build: { dockerfile: string }
  features: Record<string, unknown>
  forwardPorts: number[]
  postCreateCommand: string
  remoteUser: string
}

/** The file without its comments, which are lines of their own. */
export const devContainerText = () =>
  readFileSync(join(ROOT, '.devcontainer/devcontainer.json'), 'utf8').replace(/^\s*\/\/.*$/gm, '')

export const readDevContainer = (): DevContainer => JSON.parse(devContainerText())
