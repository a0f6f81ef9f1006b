import { writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { type Gateway, type Place, versionOf } from './gateway.ts'

/** One thread, as one process of ours is compared with it; connections to the service are shared and kept. */
export const haproxy: Gateway = {
  name: 'HAProxy',
  version: () => versionOf('haproxy', ['-v']),
  install: 'apt-get install haproxy',
  command(place) {
    const file = join(place.folder, 'haproxy.cfg')
    writeFileSync(file, configuration(place))
    return ['haproxy', '-f', file]
  },
}

const configuration = ({ port, upstreams }: Place) => `
global
  nbthread 1
  maxconn 1024
defaults
  mode http
  timeout connect 1s
  timeout client 10s
  timeout server 10s
  http-reuse always
frontend gateway
  bind 127.0.0.1:${port}
  default_backend service
backend service
  balance random(2) # as our gateway balances
  ${upstreams.map((upstream, i) => `server service-${i + 1} ${upstream}`).join('\n  ')}
`
