import { chmodSync, cpSync, readFileSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { ROOT } from '@slipway/services'
import { temporaryFolder } from '@slipway/testing'
import { describe, expect, test } from 'vitest'
import { promtool, promtoolSkipped } from './promtool.ts'

const FOLDER = join(ROOT, 'docker/observe')

/** promtool's test of a copy of the rules in which something is replaced; of one case, as the days of others take long. */
async function testWith(text: string, planted: string, testCase: string) {
  using folder = temporaryFolder()
  cpSync(FOLDER, folder.path, { recursive: true })
  chmodSync(folder.path, 0o755) // the user in the container is another
  const file = join(folder.path, 'rules.yaml')
  const rules = readFileSync(file, 'utf8')
  expect(rules).toContain(text)
  writeFileSync(file, rules.replaceAll(text, planted))
  return await promtool(folder.path, 'test', 'rules', '--run', `^${testCase}$`, 'rules.test.yaml')
}

describe.skipIf(promtoolSkipped)(`the rules of Prometheus${promtoolSkipped}`, () => {
  test('are valid', async () => {
    const { code, stdout, stderr } = await promtool(FOLDER, 'check', 'rules', '--lint-fatal', 'rules.yaml')
    expect(code, stdout + stderr).toBe(0)
  })

  test('raise the alerts that they should, and no other', async () => {
    const { code, stdout, stderr } = await promtool(FOLDER, 'test', 'rules', 'rules.test.yaml')
    console.log(stdout)
    expect(code, stdout + stderr).toBe(0)
  })

  test.each([
    ['14.4 * 0.005', '15.1 * 0.005', '7.3 % late'],
    ['14.4 * 0.005', '13.9 * 0.005', '7.1 % late'],
    ['6 * 0.005', '6.3 * 0.005', '3.1 % late'],
    ['6 * 0.005', '5.7 * 0.005', '2.9 % late'],
    ['> 0.005', '> 0.0052', '0.51 % late'],
    ['> 0.005', '> 0.0048', '0.49 % late, which the objective allows'],
    ['[1h]', '[2h]', '8 % late for an hour, after a day without any'],
    ['[5m]', '[20m]', '8 % late for an hour, after a day without any'],
    ['[6h]', '[8h]', '4 % late for six hours, after a day without any'],
    ['[30m]', '[1h]', '4 % late for six hours, after a day without any'],
    ['[3d]', '[4d]', '1 % late for two days, after three without any'],
    ['1|1.0', '2.5', '0.49 % late, which the objective allows'],
    ['le=~"1|1.0"', 'le="1"', '0.49 % late, which the objective allows'],
    ['http_response_status_code!~"5..",', '', 'fast 5xx are not answers, 4xx are'],
    ['http_route=~"/api/.*"', 'http_route!=""', 'neither other paths nor other services count'],
    [' or vector(0)', '', 'no request is answered'],
    ['service_name="gateway"', 'service_name!=""', 'neither other paths nor other services count'],
    ['for: 5m', 'for: 0s', 'an order that is stuck for less than five minutes'],
    ['absent(', '0 * (', 'a gateway that is no longer measured'],
  ])('their tests notice that %s has become %s', async (text, planted, testCase) => {
    const { code, stdout, stderr } = await testWith(text, planted, testCase)
    expect(stdout + stderr).toContain('FAILED')
    expect(code).toBe(1)
    // The same case alone, of the rules as they are: the case is what fails, and it was run.
    expect((await testWith(text, text, testCase)).code).toBe(0)
  })
})
