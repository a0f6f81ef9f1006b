import { join } from 'node:path'
import { docker, PREFIX, skipped } from '@slipway/harness/docker'
import { ROOT } from '@slipway/services'
import { dockerAvailable } from '@slipway/testing'
import { afterEach, beforeEach, describe, expect, test } from 'vitest'

const REWRITE = `redis-cli bgrewriteaof
until redis-cli info persistence | grep -q 'aof_rewrite_in_progress:0' &&
  redis-cli info persistence | grep -q 'aof_rewrite_scheduled:0'; do sleep 0.1; done`

/** A `cp` during which Redis rewrites its log: it copies the manifest, and then the files of the next one. */
const interrupted = (times: number) => `#!/bin/sh
exec 1>&2
echo copy >> /tmp/copies
if [ "$(wc -l < /tmp/copies)" -gt ${times} ]; then exec /bin/cp "$@"; fi
mkdir backup/appendonlydir
/bin/cp appendonlydir/*.manifest backup/appendonlydir/
${REWRITE}
/bin/cp appendonlydir/*.rdb appendonlydir/*.aof backup/appendonlydir/
`

describe.skipIf(!dockerAvailable)(`docker/redis/backup.sh${skipped}`, () => {
  const name = `${PREFIX}-backup`
  beforeEach(async () => {
    const script = join(ROOT, 'docker/redis/backup.sh:/backup.sh:ro')
    const server = ['redis:8-trixie', 'redis-server', '--appendonly', 'yes', '--save', '']
    await docker(['run', '--detach', '--rm', '--name', name, '--volume', script, ...server])
    await sh('until redis-cli ping; do sleep 0.1; done; redis-cli set key value')
  })
  afterEach(() => docker(['rm', '--force', '--volumes', name]))

  const sh = (script: string) => docker(['exec', name, 'sh', '-c', script])
  const backUp = () => sh('PATH=/shim:$PATH sh /backup.sh > /tmp/data.tar')
  const interrupt = (times: number) =>
    sh(`mkdir /shim && echo '${interrupted(times).replaceAll("'", "'\\''")}' > /shim/cp && chmod +x /shim/cp`)

  /** The value that another Redis reads from the archive. */
  async function restored(): Promise<string> {
    await sh('mkdir /tmp/restored && tar --extract --file /tmp/data.tar --directory /tmp/restored')
    await sh(
      'redis-server --daemonize yes --port 6380 --dir /tmp/restored --appendonly yes --logfile /tmp/restored/log',
    )
    return sh('sleep 1; redis-cli -p 6380 get key 2>&1 || cat /tmp/restored/log')
  }

  test.each([0, 1])('saves all data, also when Redis rewrites its log meanwhile: %i times', async (times) => {
    await interrupt(times)
    await backUp()

    expect(await restored()).toBe('value')
    expect(await sh('wc -l < /tmp/copies')).toBe(String(times + 1))
    expect(await sh('ls /data')).toBe('appendonlydir')
  })

  test('writes nothing and fails when Redis does that each time', async () => {
    await interrupt(100)

    await expect(backUp()).rejects.toThrow('Nothing was saved')
    expect(await sh('wc -c < /tmp/data.tar')).toBe('0')
    expect(await sh('ls /data')).toBe('appendonlydir')
  })
})
