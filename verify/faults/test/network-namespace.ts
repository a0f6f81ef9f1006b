import { execFileSync } from 'node:child_process'

const NAME = 'slipway-slow'
const LINK = 'slow-readers' // at most 15 characters
const [HOST, CLIENT] = ['198.18.77.1', '198.18.77.2'] // of the addresses for such tests (RFC 2544)

const ip = (...args: string[]) => void execFileSync('ip', args, { stdio: 'pipe' })

/** Why there can be no network namespace here; undefined where there can. */
export function namespaceSkipReason(): string | undefined {
  if (process.platform !== 'linux' || process.getuid?.() !== 0)
    return 'skipped: a network namespace needs root on Linux'
  try {
    using _namespace = createNamespace()
    return undefined
  } catch (error) {
    return `skipped: no network namespace: ${(error as Error).message.split('\n').at(-2)}`
  }
}

/**
 * A network namespace whose processes reach this machine at `host`, over a link with the packet size of a network (1,500
 * bytes). A client there that reads nothing stops its server after some 100 KB; over loopback it takes megabytes.
 */
export function createNamespace(): Disposable & { host: string; command: string[] } {
  remove() // what a test that was killed has left
  try {
    ip('netns', 'add', NAME)
    ip('link', 'add', LINK, 'mtu', '1500', 'type', 'veth', 'peer', 'name', 'eth0', 'netns', NAME)
    ip('address', 'add', `${HOST}/30`, 'dev', LINK)
    ip('link', 'set', LINK, 'up')
    ip('-netns', NAME, 'address', 'add', `${CLIENT}/30`, 'dev', 'eth0')
    ip('-netns', NAME, 'link', 'set', 'eth0', 'up')
  } catch (error) {
    remove()
    throw error
  }
  return { host: HOST, command: ['ip', 'netns', 'exec', NAME], [Symbol.dispose]: remove }
}

/** Each on its own: the link stays while a process is left in the namespace. */
function remove(): void {
  for (const args of [
    ['link', 'delete', LINK],
    ['netns', 'delete', NAME],
  ]) {
    try {
      ip(...args)
    } catch {} // there is none
  }
}
