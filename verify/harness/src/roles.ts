import { PUBLIC_SERVICES, SERVICES, type Service } from '@slipway/services'

/** The name of the app that clients reach. */
export const PUBLISHED = SERVICES.find(({ published }) => published)!.name

/** The names of the services that have a store. */
export const STORED = SERVICES.filter(({ store }) => store).map(({ name }) => name)

/** The services that others call. */
export const CALLED = SERVICES.filter(({ name }) => SERVICES.some(({ calls }) => calls.includes(name)))

/** The arguments of `npm run acceptance` that name how many replicas of each public service must be seen. */
export const expectReplicas = (replicasOf = ({ replicas }: Service) => replicas): string[] => [
  '--expect',
  PUBLIC_SERVICES.map((service) => `${service.name}=${replicasOf(service)}`).join(','),
]
