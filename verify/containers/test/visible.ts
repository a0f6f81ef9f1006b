import { PRINT_PROCESS } from '@slipway/harness'
import { type ComposeProject, docker } from '@slipway/harness/docker'

const lines = (text: string) => text.split('\n').filter(Boolean)

/** What the engine shows of a system's containers and images, their logs, and their first processes as seen from inside. */
export async function visibleOf(system: ComposeProject): Promise<Record<string, string>> {
  const containers = lines(await system.compose('ps', '--quiet'))
  const inspect = (format: string) => docker(['inspect', '--format', format, ...containers]).then(lines)
  const [images, names] = await Promise.all([inspect('{{.Image}}'), inspect('{{.Name}}')])
  const processes = names.map(async (name, i) => {
    const command = name.includes('redis') ? PRINT_PROCESS.shell : PRINT_PROCESS.node
    return [`the process of ${name}`, await docker(['exec', containers[i]!, ...command])]
  })
  const histories = images.map((image) => docker(['history', '--no-trunc', image]))
  return {
    'docker inspect': await docker(['inspect', ...containers, ...images]),
    'the logs': await system.compose('logs', '--no-color'),
    'the history of the images': (await Promise.all(histories)).join('\n'),
    ...Object.fromEntries(await Promise.all(processes)),
  }
}
