import { existsSync } from 'node:fs'
import { join } from 'node:path'
import type { Service } from '@slipway/services'
import { composePlaces } from './compose.ts'
import { dockerPlacesOf, redisPlaces } from './docker.ts'
import { kubernetesPlaces, kubernetesPlacesOf } from './kubernetes.ts'
import { findings } from './place.ts'

/**
 * Compares every file that must name a service with the list of services, and returns what is lacking, a line each.
 * A copy of this template may do without Swarm, Kubernetes or Skaffold: their files are checked where they are there.
 */
export function lackingPlaces(root: string, services: Service[]): string[] {
  const isUsed = (file: string) => existsSync(join(root, file.split('/').slice(0, 2).join('/')))
  return findings(
    [
      ...composePlaces,
      ...redisPlaces,
      ...kubernetesPlaces,
      ...services.flatMap(dockerPlacesOf),
      ...services.flatMap((service) => kubernetesPlacesOf(service, isUsed)),
    ],
    root,
    services,
  )
}
