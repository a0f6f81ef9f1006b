import { globSync, readFileSync } from 'node:fs'
import { join } from 'node:path'
import { ROOT } from '@slipway/services'
import { expect, test } from 'vitest'

const read = (file: string) => readFileSync(join(ROOT, file), 'utf8')
const config = JSON.parse(read('renovate.json'))

const FILES = globSync('{*,.github/**,apps/*/*,acceptance/*,docker/**,k8s/**}', {
  cwd: ROOT,
  exclude: (name) => name === 'node_modules',
})
/** The files that one of Renovate's patterns matches: a regular expression between slashes. */
const matched = (patterns: string[]) =>
  patterns.flatMap((pattern) => FILES.filter((file) => new RegExp(pattern.slice(1, -1)).test(file)))

test('base images and actions are pinned by digest, npm packages by version', () => {
  expect(config.extends).toEqual(
    expect.arrayContaining([
      'docker:pinDigests',
      'helpers:pinGitHubActionDigestsToSemver',
      ':pinAllExceptPeerDependencies',
    ]),
  )
})

test('every file that names an image of others is one that Renovate reads', () => {
  // What Renovate finds by itself, and what is configured here.
  const byItself = ['/(^|/)(?:docker-)?compose[^/]*\\.ya?ml$/', '/(^|/)Dockerfile$/']
  const configured = [
    ...config['docker-compose'].managerFilePatterns,
    ...config.kubernetes.managerFilePatterns,
  ]
  for (const pattern of configured) expect(matched([pattern]), pattern).not.toEqual([])
  const image = /^\s*image: (?!.*slipway\/)\S+|^ARG \w+_IMAGE=\S+/m
  const naming = FILES.filter((file) => /\.ya?ml$|Dockerfile$/.test(file) && image.test(read(file)))
  expect(naming).toContain('compose.yaml')
  expect(matched([...byItself, ...configured])).toEqual(expect.arrayContaining(naming))
})

test('every program that the workflow installs with Go is found, with its module and version', () => {
  const [manager] = config.customManagers
  const [file, ...more] = matched(manager.managerFilePatterns)
  expect(more).toEqual([])
  const found = [...read(file!).matchAll(new RegExp(manager.matchStrings[0], 'g'))].map(
    ({ groups }) => groups!,
  )
  expect(found).toHaveLength(read(file!).match(/go install /g)!.length)
  for (const { depName, currentValue } of found) {
    expect(depName).toMatch(/^(github\.com\/[\w-]+|sigs\.k8s\.io)\/[\w-]+$/)
    expect(currentValue).toMatch(/^v\d+\.\d+\.\d+$/)
  }
})

test('the packages that one rule groups are those of Node', () => {
  const [rule] = config.packageRules.filter(({ groupName }: { groupName?: string }) => groupName === 'Node')
  const pattern = new RegExp(rule.matchPackageNames[0].slice(1, -1))
  const { optionalDependencies, devDependencies } = JSON.parse(read('package.json'))
  const names = Object.keys({ ...devDependencies, ...optionalDependencies })
  expect(names.filter((name) => pattern.test(name))).toEqual(Object.keys(optionalDependencies))
})
