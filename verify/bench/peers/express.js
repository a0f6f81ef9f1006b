// http-proxy-middleware on Express, as its README shows it: `node express.js PORT UPSTREAM UPSTREAM`.
import { Agent } from 'node:http'
import express from 'express'
import { createProxyMiddleware } from 'http-proxy-middleware'

const [port, ...upstreams] = process.argv.slice(2)
const targets = upstreams.map((upstream) => `http://${upstream}`)
let requests = 0

express()
  .use(
    createProxyMiddleware({
      target: targets[0],
      router: () => targets[requests++ % targets.length],
      agent: new Agent({ keepAlive: true }), // its default opens a connection for each request
    }),
  )
  .listen(Number(port), '127.0.0.1')
