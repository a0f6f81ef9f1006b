import { rmSync } from 'node:fs'
import { join } from 'node:path'
import type { NewService } from './new-service.ts'
import { removeFrom } from './places.ts'
import { removeUnusedUpstreamLib } from './upstream-lib.ts'

/** Files and folders that are about one service alone. */
const filesOf = (name: string) => [
  `apps/${name}`,
  `k8s/base/${name}`,
  ...['identity', 'network-policies', 'tls'].map((component) => `k8s/components/${component}/${name}.yaml`),
  `docker/redis/development/${name}-store-url`,
  `acceptance/test/${name}.test.ts`,
  `acceptance/test/${name}-access.ts`,
]

/** Takes a service out of the system. @returns what was not found in the files that name services: a line each */
export function takeOut(root: string, service: NewService): string[] {
  for (const file of filesOf(service.name)) rmSync(join(root, file), { recursive: true, force: true })
  for (const { name } of service.callers) removeUnusedUpstreamLib(root, name)
  return removeFrom(root, service)
}
