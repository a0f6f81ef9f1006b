import { settingName } from '@slipway/contracts'
import type { Service } from '@slipway/services'
import { called, documents, type Place, unmet, type Yaml } from './place.ts'

const NAME = 'app.kubernetes.io/name'

/** Kubernetes and Skaffold, each file where it is there. The images of `prod` are written by `npm run images -- --push`. */
export const kubernetesPlaces: Place[] = [
  {
    file: 'k8s/base/kustomization.yaml',
    lacks: (text, services) => lackingNames(documents(text)[0].resources, services, 'no resource'),
  },
  named('k8s/components/autoscaling/autoscalers.yaml', 'no autoscaler'),
  named('k8s/components/disruption-budgets/disruption-budgets.yaml', 'no disruption budget'),
  {
    file: 'k8s/components/network-policies/kustomization.yaml',
    lacks: (text, services) =>
      lackingNames(documents(text)[0].resources, services.map(withSuffix('.yaml')), 'no resource'),
  },
  {
    file: 'k8s/components/identity/kustomization.yaml',
    lacks(text, services) {
      const paths = documents(text)[0].patches.map(({ path }: Yaml) => path)
      return lackingNames(paths, services.map(withSuffix('.yaml')), 'no patch')
    },
  },
  {
    file: 'k8s/components/tls/kustomization.yaml',
    lacks(text, services) {
      const { patches } = documents(text)[0]
      const names = (file: string) =>
        patches.find(({ path }: Yaml) => path === file).target.name.split('|') as string[]
      return [
        ...lackingNames(names('every-called.yaml'), called(services), 'every-called.yaml is not for'),
        ...lackingNames(
          patches.map(({ path }: Yaml) => path),
          services.map(withSuffix('.yaml')),
          'no patch',
        ),
      ]
    },
  },
  {
    file: 'skaffold.yaml',
    lacks(text, services) {
      const [file] = documents(text)
      const apps = ({ build }: Yaml): string[] =>
        build.artifacts.map(({ image }: Yaml) => image.split('/').at(-1))
      const dev = file.profiles.find(({ name }: Yaml) => name === 'dev')
      return [
        ...lackingNames(apps(file), services, 'no artifact'),
        ...lackingNames(apps(dev), services, 'the profile dev has no artifact'),
      ]
    },
  },
]

/** The tokens for what a service calls, where the repository has identity. */
const tokensOf = ({ name, calls }: Service): Place => ({
  file: `k8s/components/identity/${name}.yaml`,
  lacks(text) {
    const { volumes = [] } = documents(text)[0].spec.template.spec
    const sources: Yaml[] = volumes.flatMap(({ projected }: Yaml) => projected?.sources ?? [])
    const audiences = sources.map(({ serviceAccountToken }) => serviceAccountToken?.audience)
    return calls.flatMap((callee) => unmet([audiences.includes(callee), `no token for ${callee}`]))
  },
})

/** The https URLs of what a service calls, where the repository has TLS. */
const httpsOf = ({ name, calls }: Service): Place => ({
  file: `k8s/components/tls/${name}.yaml`,
  lacks(text, services) {
    const { env = [] }: Yaml = documents(text)[0].spec.template.spec.containers?.[0] ?? {}
    return calls.flatMap((callee) => {
      const { port } = services.find((one) => one.name === callee)!
      const [setting, url] = [settingName(callee, 'URL'), `https://${callee}:${port}`]
      const has = env.some((one: Yaml) => one.name === setting && one.value === url)
      return unmet([has, `no ${setting}=${url}`])
    })
  },
})

/** The files of one service on Kubernetes. */
export const kubernetesPlacesOf = (service: Service, isUsed: (file: string) => boolean): Place[] => {
  const { name, port, calls, store } = service
  const base = `k8s/base/${name}`
  const files: Place[] = [
    {
      file: `${base}/kustomization.yaml`,
      lacks(text, services) {
        const [file] = documents(text)
        const literals: string[] = file.configMapGenerator?.[0]?.literals ?? []
        const wanted = calls.map((callee) => {
          const { port } = services.find((one) => one.name === callee)!
          return `${settingName(callee, 'URL')}=http://${callee}:${port}`
        })
        if (store) wanted.push(`STORE_URL_FILE=/run/secrets/${name}-store-url`)
        return [
          ...wanted.flatMap((literal) => unmet([literals.includes(literal), `no literal ${literal}`])),
          ...unmet([!store || file.components.includes('../uses-redis'), 'no component ../uses-redis']),
        ]
      },
    },
    {
      file: `${base}/deployment.yaml`,
      lacks(text) {
        const { containers, volumes = [] } = documents(text)[0].spec.template.spec
        const secrets = volumes.map(({ secret }: Yaml) => secret?.secretName)
        return unmet(
          [containers[0].ports?.[0]?.containerPort === port, `containerPort is not ${port}`],
          [!store || secrets.includes(`${name}-store-url`), `no volume of the secret ${name}-store-url`],
        )
      },
    },
    {
      file: `k8s/components/network-policies/${name}.yaml`,
      lacks(text, services) {
        const policies = documents(text)
        const callers = services.filter((one) => one.calls.includes(name)).map((one) => one.name)
        const from = peers(policies, name, ({ ingress = [] }) =>
          ingress.flatMap((rule: Yaml) => rule.from ?? []),
        )
        const to = peers(policies, name, ({ policyTypes = [], egress = [] }) =>
          policyTypes.includes('Egress') ? egress.flatMap((rule: Yaml) => rule.to ?? []) : [],
        )
        return [
          ...callers.flatMap((caller) => unmet([from.includes(caller), `no ingress from ${caller}`])),
          ...calls.flatMap((callee) =>
            unmet([to.includes(callee), `no egress to ${callee}, in a policy of the type Egress`]),
          ),
        ]
      },
    },
    tokensOf(service),
    httpsOf(service),
  ]
  return files.filter(({ file }) => isUsed(file)).map((place) => ({ ...place, required: true }))
}

function named(file: string, lack: string): Place {
  return {
    file,
    lacks: (text, services) =>
      lackingNames(
        documents(text).map(({ metadata }) => metadata.name),
        services,
        lack,
      ),
  }
}

const withSuffix = (suffix: string) => (service: Service) => ({ ...service, name: service.name + suffix })

const lackingNames = (names: string[], services: Service[], lack: string) =>
  services.flatMap(({ name }) => unmet([names.includes(name), `${lack} ${name}`]))

/** The names of the peers that policies for the pods of an app allow. */
function peers(policies: Yaml[], name: string, select: (spec: Yaml) => Yaml[]): string[] {
  return policies
    .filter(({ spec }) => spec.podSelector.matchLabels?.[NAME] === name)
    .flatMap(({ spec }) => select(spec).map(({ podSelector }) => podSelector?.matchLabels?.[NAME]))
}
