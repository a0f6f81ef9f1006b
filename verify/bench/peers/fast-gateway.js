// fast-gateway, as its README shows it: `node fast-gateway.js PORT UPSTREAM UPSTREAM`.
import gateway from 'fast-gateway'

const [port, ...upstreams] = process.argv.slice(2)
const targets = upstreams.map((upstream) => `http://${upstream}`)
let requests = 0

gateway({
  routes: [
    {
      prefix: '/api',
      prefixRewrite: '/api',
      target: targets[0],
      // It balances nothing itself; its proxy takes another base for each request.
      proxyHandler: (request, response, url, proxy, options) =>
        proxy(request, response, url, { ...options, base: targets[requests++ % targets.length] }),
    },
  ],
}).start(Number(port), '127.0.0.1')
