import { readFileSync } from 'node:fs'
import { join } from 'node:path'
import { devContainerText, readDevContainer } from '@slipway/harness'
import { ROOT, SERVICES } from '@slipway/services'
import { Ajv2019 } from 'ajv/dist/2019.js'
import { describe, expect, test } from 'vitest'

const text = devContainerText()
const schema = JSON.parse(readFileSync(join(import.meta.dirname, '../schemas/devcontainer.json'), 'utf8'))
// For editors, the schema has keywords and formats that ajv does not know.
const validate = new Ajv2019({ strict: false, validateFormats: false }).compile(schema)

describe('.devcontainer/devcontainer.json', () => {
  test('is valid against the published schema', () => {
    expect(validate(JSON.parse(text)), JSON.stringify(validate.errors)).toBe(true)
  })

  test.each([
    ['"dockerfile"', '"dockerFile"'],
    ['"postCreateCommand": "npm ci"', '"postCreateCommand": 1'],
    ['"forwardPorts": [8080]', '"forwardPorts": 8080'],
    ['"remoteUser"', '"user"'],
    ['"memory": "4gb"', '"memory": "much"'],
  ])('is invalid with %s replaced by %s', (right, wrong) => {
    expect(text).toContain(right)
    expect(validate(JSON.parse(text.replace(right, wrong)))).toBe(false)
  })

  test('forwards the port of the gateway', () => {
    const { port } = SERVICES.find(({ published }) => published)!
    expect(readDevContainer().forwardPorts).toEqual([port])
  })

  test('has the Node of the apps', () => {
    const image = (file: string) => /^ARG BUILD_IMAGE=(\S+)/m.exec(readFileSync(join(ROOT, file), 'utf8'))![1]
    expect(image('.devcontainer/Dockerfile')).toBe(image(`apps/${SERVICES[0]!.name}/Dockerfile`))
  })
})
