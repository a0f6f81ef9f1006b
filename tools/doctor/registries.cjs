const fs = require('fs')
const path = require('path')
const { ask, npmRegistry } = require('./ask.cjs')
const { baseImages } = require('./requirements.cjs')
const { missing, ok, unknown } = require('./result.cjs')

/** Asked only where packages are to be installed. */
async function checkNpmRegistry(machine) {
  const { root, env, timeLeft } = machine
  if (fs.existsSync(path.join(root, 'node_modules', '.package-lock.json')))
    return ok('not asked: the packages are installed')
  const url = await npmRegistry(machine)
  if (!url) return unknown('npm does not say which one it asks')
  return (await ask(url, timeLeft())) ? ok(url) : unreachable(env, [url])
}

/** Asks only the registries of images that the engine has not got yet. */
async function checkImageRegistries({ env, run, timeLeft }) {
  const { stdout } = await run('docker', 'image', 'ls', '--format', '{{.Repository}}:{{.Tag}}')
  const absent = baseImages(env).filter((image) => !stdout.split('\n').includes(image))
  if (absent.length === 0) return ok('not asked: all base images are here')
  const urls = Array.from(new Set(absent.map(registryOf)))
  const responses = await Promise.all(urls.map((url) => ask(url, timeLeft())))
  const silent = urls.filter((_, i) => !responses[i])
  return silent.length === 0 ? ok(urls.join(', ')) : unreachable(env, silent)
}

/** The registry in the name of an image: without one, it is Docker Hub. */
function registryOf(image) {
  const [host] = image.split('/')
  const named = image.includes('/') && /[.:]|^localhost$/.test(host) ? host : 'registry-1.docker.io'
  return `${/^(localhost|127\.)/.test(named) ? 'http' : 'https'}://${named}/v2/`
}

/** Where a proxy is set, it may reach what does not respond to a direct request. */
function unreachable(env, urls) {
  const detail = `no response from ${urls.join(', ')}`
  const proxy = env.HTTPS_PROXY || env.https_proxy
  return proxy ? unknown(`${detail}; not tried through the proxy`) : missing(detail)
}

module.exports = { checkImageRegistries, checkNpmRegistry, registryOf }
