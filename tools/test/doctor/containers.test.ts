import { expect, test } from 'vitest'
import { registryOf } from '../../doctor/registries.cjs'
import { baseImages } from '../../doctor/requirements.cjs'
import { diagnose, failed, HEALTHY } from './stand-ins.ts'

const ENV = { GATEWAY_PORT: '28080' }
/** A healthy machine with another answer to `docker info`. */
const withInfo = (script: string, purpose = 'compose') => {
  const docker = HEALTHY.docker!.replace(/info\).*;;/, `info) ${script} ;;`)
  return diagnose({ ...HEALTHY, docker }, purpose, {}, ENV)
}

test('an engine that does not respond is missing, and is to be started', async () => {
  const rows = await withInfo(`echo '{"ServerErrors":["Cannot connect"]}'; exit 1`)
  expect(rows['Docker Engine']).toMatchObject({ state: 'missing', mend: 'sudo systemctl start docker' })
  expect(failed(rows)).toEqual(['Docker Engine', "Engine's memory"])
})

test('a user who may not use the engine joins its group', async () => {
  const rows = await withInfo('echo permission denied while trying to connect >&2; exit 1')
  expect(rows['Docker Engine']).toMatchObject({ state: 'wrong', mend: expect.stringContaining('usermod') })
})

test.each([
  ['too old', `echo '{"ServerVersion":"20.10.1","MemTotal":8000000000}'`],
  ['missing', 'echo nonsense'],
  ['missing', 'echo null'],
])('an engine is %s if docker info does: %s', async (state, script) => {
  expect((await withInfo(script))['Docker Engine']).toMatchObject({ state, failed: true })
})

test('an engine with memory for Compose has too little for a cluster', async () => {
  const script = `echo '{"ServerVersion":"28.0.0","MemTotal":2147483648}'`
  expect((await withInfo(script))["Engine's memory"]).toMatchObject({ state: 'ok', detail: '2.0 GB' })
  const kubernetes = await withInfo(script, 'kubernetes')
  expect(kubernetes["Engine's memory"]).toMatchObject({ state: 'too little', failed: true })
})

test('the clock of the engine is compared with this one', async () => {
  const script = (time: number) =>
    `echo '{"ServerVersion":"28.0.0","MemTotal":8000000000,"SystemTime":"${new Date(time).toISOString()}"}'`
  expect((await withInfo(script(Date.now()))).clock).toMatchObject({ state: 'ok' })
  expect((await withInfo(script(Date.now() - 3_600_000))).clock).toMatchObject({
    state: 'wrong',
    failed: true,
    detail: expect.stringMatching(/^36\d\d s after that of the Docker Engine$/),
  })
})

test('only the registries of base images that are not here are asked', async () => {
  const env = { ...ENV, BUILD_IMAGE: 'localhost:1/node:26', RUN_IMAGE: 'localhost:1/nodejs:26' }
  const rows = await diagnose(HEALTHY, 'compose', {}, env)
  expect(rows['image registries']).toMatchObject({
    state: 'missing',
    detail: 'no response from http://localhost:1/v2/',
    failed: true,
  })
})

test('a registry that may respond through a proxy is not called missing', async () => {
  const env = { ...ENV, BUILD_IMAGE: 'localhost:1/node:26', HTTPS_PROXY: 'http://proxy.example.com:3128' }
  const rows = await diagnose(HEALTHY, 'compose', {}, env)
  expect(rows['image registries']).toMatchObject({ state: 'unknown', failed: false })
})

test('the base images are those of the Dockerfiles and of Compose, without its profiles', () => {
  const images = baseImages({ BUILD_IMAGE: 'build', RUN_IMAGE: 'run' })
  expect(images).toEqual(['build', 'run', expect.stringMatching(/^redis:/)])
  expect(baseImages({})).toEqual([
    expect.stringMatching(/^node:/),
    expect.stringContaining('nodejs'),
    expect.stringMatching(/^redis:/),
  ])
})

test.each([
  ['node:26', 'https://registry-1.docker.io/v2/'],
  ['prom/prometheus:v3', 'https://registry-1.docker.io/v2/'],
  ['gcr.io/distroless/nodejs26-debian13:nonroot', 'https://gcr.io/v2/'],
  ['localhost:5000/slipway/node:26', 'http://localhost:5000/v2/'],
])('the registry of %s is %s', (image, url) => expect(registryOf(image)).toBe(url))
