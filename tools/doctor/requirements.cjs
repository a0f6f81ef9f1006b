// What is needed is stated elsewhere, once: versions in the field `engines` of package.json, ports in that of each app.
const fs = require('fs')
const path = require('path')

const { readText } = require('./machine.cjs')

const root = path.join(__dirname, '../..')
const readManifest = (...names) =>
  JSON.parse(fs.readFileSync(path.join(root, ...names, 'package.json'), 'utf8'))

/** The oldest version of each program that works, such as `>=25`. npm itself looks at `node` and `npm` only. */
const ENGINES = readManifest().engines

/** The field `service` of each app, by the name of its folder. */
const SERVICES = fs
  .readdirSync(path.join(root, 'apps'))
  .filter((name) => fs.existsSync(path.join(root, 'apps', name, 'package.json')))
  .map((name) => Object.assign({ name }, readManifest('apps', name).service))

/**
 * The ports that must be free, the first of which is the gateway's: `npm start` gives the next ones to the services,
 * containers publish the first only.
 * @param {string} purpose
 * @param {number} first
 * @returns {number[]}
 */
function portsNeeded(purpose, first) {
  const processes = SERVICES.reduce((sum, { replicas }) => sum + replicas, 0)
  const count = purpose === 'start' || purpose === 'workshop' ? processes : 1
  return Array.from({ length: count }, (_, i) => first + i)
}

/** The port of the published app, unless GATEWAY_PORT is another. */
const GATEWAY_PORT = SERVICES.filter(({ published }) => published).map(({ port }) => port)[0]

/** The images that Compose and the Dockerfiles start from, those in optional profiles apart. */
function baseImages(env) {
  const dockerfiles = SERVICES.map(({ name }) => path.join(root, 'apps', name, 'Dockerfile'))
  const arguments_ = dockerfiles
    .map(readText)
    .join('\n')
    .split('\n')
    .map((line) => /^ARG (\w+_IMAGE)=(\S+)/.exec(line))
    .filter(Boolean)
    .map(([, name, image]) => env[name] || image)
  const services = readText(path.join(root, 'compose.yaml')).split(/^ {2}(?=[\w-]+:$)/m)
  const images = services
    .filter((service) => !/^ {4}profiles:/m.test(service))
    .map((service) => /^ {4}image: ([^\s$]+)$/m.exec(service))
    .filter(Boolean)
    .map(([, image]) => image)
  return Array.from(new Set([...arguments_, ...images]))
}

module.exports = { baseImages, ENGINES, GATEWAY_PORT, portsNeeded }
