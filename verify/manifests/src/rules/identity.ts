import { SERVICES } from '@slipway/services'
import { type Resource, settingsOf, title, workloads } from '../resources.ts'

/** Seconds. The kubelet replaces a token after four fifths of it. */
const LONGEST = 3_600

/**
 * With identity on, a pod has one token for each service that it calls: for that service alone, and soon replaced. Nothing
 * else has a token of a service account.
 */
export function callerTokens(resources: Resource[]): string[] {
  return workloads(resources).flatMap((workload) => {
    const { AUTH } = settingsOf(workload, resources)
    const service = SERVICES.find(({ name }) => name === workload.metadata.name)
    const calls = AUTH === 'on' ? (service?.calls ?? []) : []
    const tokens = (workload.spec.template.spec.volumes ?? []).flatMap(({ projected }) =>
      (projected?.sources ?? []).flatMap(({ serviceAccountToken }) => serviceAccountToken ?? []),
    )
    const findings = [
      ...calls
        .filter((callee) => !tokens.some(({ path }) => path === callee))
        .map((callee) => `has no token for ${callee}`),
      ...tokens
        .filter(({ path }) => !calls.includes(path))
        .map(({ path }) => `has a token for ${path}, which it does not call`),
      ...tokens
        .filter(({ path, audience }) => audience !== path)
        .map(({ path, audience }) => `the audience of the token for ${path} is ${audience}`),
      ...tokens
        .filter(({ expirationSeconds }) => !expirationSeconds || expirationSeconds > LONGEST)
        .map(({ path }) => `the token for ${path} is valid for more than an hour`),
    ]
    return findings.map((finding) => `${title(workload)}: ${finding}`)
  })
}
