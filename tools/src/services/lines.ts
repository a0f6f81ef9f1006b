import { createHash } from 'node:crypto'
import type { NewService } from './new-service.ts'

/** A line that a file has for a service and that is not YAML: after the last line that this matches, or before the first one. */
export interface LineEntry {
  file: string
  line: string
  after?: RegExp
  before?: string
  /** How the line begins for this service alone, where somebody may have changed the rest of it. */
  begins?: string
}

/** The password of every user in docker/redis/development, which is public. */
const PASSWORD = createHash('sha256').update('development-only').digest('hex')

/** The commands that the stores of templates/sample-app use; add those that yours use. */
const COMMANDS =
  '+hello +ping +info +client|setinfo +select +eval +evalsha +hget +hset +hmget +hincrby +zadd +zrange'

/** What files that are not YAML have for a service. */
export function linesOf({ name, store, calls, path, plural }: NewService): LineEntry[] {
  const secret = 'kubectl --namespace slipway create secret generic'
  const row = (request: string, customer: string) =>
    `| \`${request}\` | 401 | ${customer} | ${customer} | 200 |`
  return [
    {
      file: 'apps/gateway/Dockerfile',
      after: /^COPY apps\/\S+\/package\.json /,
      line: `COPY apps/${name}/package.json apps/${name}/`,
    },
    ...(store
      ? [
          {
            file: 'docker/redis/development/users.acl',
            after: /^user /,
            begins: `user ${name} `,
            line: `user ${name} on #${PASSWORD} ~{${name}}:* resetchannels -@all ${COMMANDS}`,
          },
          {
            file: 'docs/operations.md',
            after: /create secret generic \S+-store-url /,
            line: `${secret} ${name}-store-url --from-file docker/redis/own/${name}-store-url`,
          },
        ]
      : []),
    {
      file: 'docs/operations.md',
      after: /create secret generic tls-/,
      line: `${secret} tls-${name} --type kubernetes.io/tls --from-file docker/tls/own/${name}`,
    },
    {
      file: 'docs/operations.md',
      after: /^minikube image load /,
      line: `minikube image load localhost:5000/slipway/${name}:dev`,
    },
    {
      file: 'docs/architecture.md',
      after: /^\| `apps\//,
      line: `| \`apps/${name}\` | ${store ? 'owns' : 'computes'} ${[plural.replaceAll('-', ' '), ...calls.map((callee) => `calls ${callee.name}`)].join('; ')} |`,
    },
    ...[
      row(`GET ${path}`, '200'),
      ...(store ? [row(`GET ${path}/{id}`, '200'), row(`PUT ${path}/{id}`, '403')] : []),
    ].map((line) => ({ file: 'docs/security.md', before: '<!-- /access -->', line })),
  ]
}

/** @returns undefined where the place is not found */
export function addLine(text: string, { line, after, before }: LineEntry): string | undefined {
  const lines = text.split('\n')
  if (lines.includes(line)) return text
  const index = after ? lines.findLastIndex((one) => after.test(one)) + 1 : lines.indexOf(before!)
  if (index < (after ? 1 : 0)) return undefined
  return lines.toSpliced(index, 0, line).join('\n')
}

export const removeLine = (text: string, { line, begins }: LineEntry): string =>
  text
    .split('\n')
    .filter((one) => one !== line && !(begins && one.startsWith(begins)))
    .join('\n')
