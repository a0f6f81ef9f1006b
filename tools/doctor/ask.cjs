const http = require('http')
const https = require('https')

/**
 * Asks a server for its headers; any response will do. Undefined where none arrives in time.
 * @param {string} url
 * @param {number} timeout in ms
 * @returns {Promise<{ [name: string]: any } | undefined>}
 */
function ask(url, timeout) {
  return new Promise((resolve) => {
    const client = url.startsWith('http:') ? http : https
    const request = client.request(url, { method: 'HEAD' }, ({ headers }) => resolve(headers))
    request.on('error', () => resolve(undefined))
    setTimeout(() => request.destroy(new Error('too late')), timeout).unref()
    request.end()
  })
}

/**
 * The registry that npm asks, or undefined where npm does not say.
 * @param {Pick<import('./machine.cjs').Machine, 'env' | 'run'>} machine
 * @returns {Promise<string | undefined>}
 */
async function npmRegistry({ env, run }) {
  // npm passes a setting on to what `npm run` starts, and so saves the call; its default it does not.
  const registry = env.npm_config_registry || (await run('npm', 'config', 'get', 'registry')).stdout
  return /^https?:/.test(registry) ? registry : undefined
}

module.exports = { ask, npmRegistry }
