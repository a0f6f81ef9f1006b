import { writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { type Gateway, type Place, versionOf } from './gateway.ts'

interface Variant {
  name: string
  /** Also writes an access log and forwards the headers that our gateway forwards. */
  sameWork?: boolean
}

/** One worker, as one process of ours is compared with it; connections to the service are kept. */
export const nginx = ({ name, sameWork = false }: Variant): Gateway => ({
  name,
  version: () => versionOf('nginx', ['-v']),
  install: 'apt-get install nginx-light',
  command(place) {
    const file = join(place.folder, `nginx-${sameWork}.conf`)
    writeFileSync(file, configuration(place, sameWork))
    return ['nginx', '-p', place.folder, '-c', file, '-e', `${file}.errors`]
  },
})

// https://nginx.org/en/docs/http/ngx_http_upstream_module.html#keepalive
const configuration = ({ port, upstreams, folder }: Place, sameWork: boolean) => `
daemon off;
worker_processes 1;
pid ${folder}/nginx-${sameWork}.pid;
events { worker_connections 1024; }
http {
  access_log ${sameWork ? `${folder}/nginx.log` : 'off'};
  keepalive_requests 1000000000; # no limit, as in Node's server
  client_body_temp_path ${folder}/nginx-body;
  proxy_temp_path ${folder}/nginx-proxy;
  fastcgi_temp_path ${folder}/nginx-fastcgi;
  uwsgi_temp_path ${folder}/nginx-uwsgi;
  scgi_temp_path ${folder}/nginx-scgi;
  upstream service {
    random two least_conn; # as our gateway balances
    ${upstreams.map((upstream) => `server ${upstream};`).join(' ')}
    keepalive 64;
    keepalive_requests 1000000000;
  }
  server {
    listen 127.0.0.1:${port};
    location / {
      proxy_pass http://service;
      proxy_http_version 1.1;
      proxy_set_header Connection "";
      ${sameWork ? FORWARDED : ''}
    }
  }
}
`
const FORWARDED = `
      proxy_set_header X-Request-Id $request_id;
      proxy_set_header X-Forwarded-For $remote_addr;
      proxy_set_header X-Forwarded-Host $host;
      proxy_set_header X-Forwarded-Proto $scheme;
      add_header X-Request-Id $request_id;`
