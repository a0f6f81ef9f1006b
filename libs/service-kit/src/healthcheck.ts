// The health check of the images: asks /livez of this container, without a shell and without curl.
import { get } from 'node:http'

get({ host: '127.0.0.1', port: process.env.PORT, path: '/livez', timeout: 2_000 }, ({ statusCode }) => {
  process.exit(statusCode === 200 ? 0 : 1)
})
  .on('timeout', () => process.exit(1))
  .on('error', () => process.exit(1))
