import { containers, ofKind, type Resource, title, workloads } from '../resources.ts'

const SECRET_NAME = /secret|password|passwd|token|credential|private_?key|api_?key/i
/** Settings about tokens that contain none. */
const PUBLIC = ['TOKEN_ISSUER', 'TOKEN_AUDIENCE', 'TOKEN_KEYS', 'TOKEN_ROLES_CLAIM']
const URL_WITH_PASSWORD = /\/\/[^/\s]*:[^/\s]+@/

/** No manifest contains a secret in clear text, and no process receives one through its environment. */
export function secrets(resources: Resource[]): string[] {
  const settings = ofKind(resources, 'ConfigMap').flatMap((map) =>
    Object.entries(map.data ?? {}).map(([name, value]) => ({ where: title(map), name, value })),
  )
  const variables = workloads(resources).flatMap((workload) =>
    containers(workload).flatMap(({ env = [] }) =>
      env.map(({ name, value }) => ({ where: title(workload), name, value: value ?? '' })),
    ),
  )
  const literal = [...settings, ...variables].flatMap(({ where, name, value }) => [
    ...(SECRET_NAME.test(name) && !name.endsWith('_FILE') && !PUBLIC.includes(name) && value
      ? [`${where}: ${name} contains a secret in clear text`]
      : []),
    ...(URL_WITH_PASSWORD.test(value) ? [`${where}: ${name} contains a URL with a password`] : []),
  ])
  const inEnvironment = workloads(resources).flatMap((workload) =>
    containers(workload).flatMap(({ env = [], envFrom = [] }) => [
      ...env
        .filter(({ valueFrom }) => valueFrom?.secretKeyRef)
        .map(
          ({ name }) => `${title(workload)}: ${name} puts a secret into the environment: mount it as a file`,
        ),
      ...envFrom
        .filter(({ secretRef }) => secretRef)
        .map(
          ({ secretRef }) =>
            `${title(workload)}: ${secretRef!.name} is put into the environment: mount it as files`,
        ),
    ]),
  )
  return [...literal, ...inEnvironment]
}
