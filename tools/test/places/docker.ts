import type { Service } from '@slipway/services'
import { libsOf } from '../../src/projects.ts'
import { documents, type Place, unmet } from './place.ts'

const REDIS = 'docker/redis/development'

/** What holds for all services at once: the users of Redis, and their passwords for development. */
export const redisPlaces: Place[] = [
  {
    file: `${REDIS}/users.acl`,
    required: true,
    lacks: (text, services) =>
      stored(services).flatMap(({ name }) =>
        unmet([new RegExp(`^user ${name} on .* ~\\{${name}\\}:\\* `, 'm').test(text), `no user ${name}`]),
      ),
  },
  {
    file: `${REDIS}/kustomization.yaml`,
    lacks(text, services) {
      const names = documents(text)[0].secretGenerator.map((secret: { name: string }) => secret.name)
      return stored(services).flatMap(({ name }) =>
        unmet([names.includes(`${name}-store-url`), `no secret ${name}-store-url`]),
      )
    },
  },
]

/** Files of one service: its Dockerfile, and the password of its user of Redis. */
export const dockerPlacesOf = (service: Service): Place[] => [
  ...(service.store ? [{ file: `${REDIS}/${service.name}-store-url`, required: true, lacks: () => [] }] : []),
  {
    file: `apps/${service.name}/Dockerfile`,
    required: true,
    lacks(text, services) {
      const { name, port, published } = service
      const folders = [`apps/${name}`, ...libsOf(`apps/${name}`)]
      const routed = published ? services.filter(({ path }) => path).map((one) => `apps/${one.name}`) : []
      const line = (pattern: string) => unmet([text.includes(pattern), `no line "${pattern}"`])
      return [
        ...[...folders, ...routed].flatMap((folder) => line(`COPY ${folder}/package.json ${folder}/`)),
        ...folders.flatMap((folder) => line(`COPY --chown=1000:1000 ${folder}/src ${folder}/src`)),
        // The image of the published app has its package.json from the stage before, with those that it routes to.
        ...folders
          .map((folder) => (published && folder === `apps/${name}` ? `${folder}/src` : folder))
          .flatMap((folder) => line(`COPY --chmod=755 ${folder} ${folder}`)),
        ...line('USER 65532'),
        ...unmet([text.split(`PORT=${port}\n`).length === 3, `PORT is not ${port} in both stages`]),
      ]
    },
  },
]

const stored = (services: Service[]) => services.filter(({ store }) => store)
