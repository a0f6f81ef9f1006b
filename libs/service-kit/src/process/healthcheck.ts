// The health check of the container images, which have no shell and no curl: GET /livez.
import http from 'node:http'
import https from 'node:https'

const { get } = process.env.TLS_CERT_FILE ? https : http
const rejectUnauthorized = false // it asks its own process, whose certificate is for another name

get(
  { rejectUnauthorized, host: '127.0.0.1', port: process.env.PORT, path: '/livez', timeout: 2_000 },
  ({ statusCode }) => {
    process.exit(statusCode === 200 ? 0 : 1)
  },
)
  .on('timeout', () => process.exit(1))
  .on('error', () => process.exit(1))
